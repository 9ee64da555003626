const FIELD = /^\{%\s*\$states\.context\.Map\.Item\.Value\.([A-Za-z_][A-Za-z0-9_]*)\s*%\}$/
/** Words that JSONata reads as operators or values. */
const RESERVED = new Set(["and", "or", "in", "true", "false", "null", "function"])

/** The fields of an item that a selector keeps; undefined where only the evaluator can tell. */
export type FieldPicker = (item: unknown) => Record<string, unknown> | undefined

/**
 * A picker for an ItemSelector that does nothing but keep some of an item's fields, as a listing's does; null for any
 * other. It takes no item but one whose fields are texts, numbers, true or false: the evaluator makes the same of those,
 * at twenty times the cost, for each of perhaps a million items.
 */
export function compileFieldPicker(selector: unknown): FieldPicker | null {
  if (typeof selector !== "object" || selector === null || Array.isArray(selector)) return null
  const fields: (readonly [string, string])[] = []
  for (const [name, value] of Object.entries(selector)) {
    const from = typeof value === "string" ? FIELD.exec(value)?.[1] : undefined
    if (from === undefined || RESERVED.has(from) || name === "__proto__") return null
    fields.push([name, from])
  }
  return (item) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined
    const picked: Record<string, unknown> = {}
    for (const [name, from] of fields) {
      const value = Object.hasOwn(item, from) ? (item as Record<string, unknown>)[from] : undefined
      if (typeof value !== "string" && typeof value !== "boolean" && !Number.isFinite(value)) return undefined
      picked[name] = value === 0 ? 0 : value
    }
    return picked
  }
}
