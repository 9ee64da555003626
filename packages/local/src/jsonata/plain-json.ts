import { QueryFailed } from "../errors.ts"

/**
 * JSONata's answer as plain JSON: its sequences are arrays with fields of their own, which no other thread can be sent.
 * Throws where the answer holds a function. Objects that need no change are kept as they are.
 */
export function plainJson(value: unknown): unknown {
  if (typeof value === "function") throw new QueryFailed("a function is no JSON")
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value
  if (Array.isArray(value)) return Array.from(value, (element) => plainJson(element) ?? null)
  if (isProcedure(value)) throw new QueryFailed("a function is no JSON")
  let copy: Record<string, unknown> | undefined
  for (const [name, field] of Object.entries(value)) {
    const plain = plainJson(field)
    if (plain === field) continue
    copy ??= { ...value }
    if (plain === undefined) delete copy[name]
    else copy[name] = plain
  }
  return copy ?? value
}

/** How JSONata marks a function of its own. */
function isProcedure(value: object): boolean {
  return "_jsonata_lambda" in value || "_jsonata_function" in value
}
