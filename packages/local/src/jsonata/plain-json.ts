import { QueryFailed } from "../errors.ts"
import { MAX_TEXT } from "./limits.ts"

/**
 * JSONata's answer as plain JSON: its sequences are arrays with fields of their own, which no other thread can be sent.
 * Objects that need no change are kept as they are. Throws `QueryFailed` where the answer holds a function, and
 * `RangeError` where it holds a number that JSON has not, or is larger or deeper than any state can take: a value may hold
 * another in many places.
 */
export function plainJson(value: unknown): unknown {
  return plain(value, { left: MAX_TEXT * 4 }, 0)
}

const MAX_DEPTH = 1_000

type Budget = { left: number }

function plain(value: unknown, budget: Budget, depth: number): unknown {
  budget.left -= typeof value === "string" ? value.length + 1 : 1
  if (budget.left < 0 || depth > MAX_DEPTH) throw new RangeError("a value larger than any state can take")
  if (typeof value === "function") throw new QueryFailed("a function is no JSON")
  if (typeof value === "number" && !Number.isFinite(value)) throw outOfRange(value)
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value
  if (Array.isArray(value)) return Array.from(value, (element) => plain(element, budget, depth + 1) ?? null)
  if (isProcedure(value)) throw new QueryFailed("a function is no JSON")
  let copy: Record<string, unknown> | undefined
  for (const [name, field] of Object.entries(value)) {
    budget.left -= name.length
    const plainField = plain(field, budget, depth + 1)
    if (plainField === field) continue
    copy ??= { ...value }
    if (plainField === undefined) delete copy[name]
    else copy[name] = plainField
  }
  return copy ?? value
}

/** JSONata says so only where it reckons on with the number: `1 / 0` is no error to it, and `1 / 0 + 1` is. */
function outOfRange(value: number): RangeError {
  return Object.assign(new RangeError(`Number out of range: ${value}`), { code: "D1001" })
}

/** How JSONata marks a function of its own. */
function isProcedure(value: object): boolean {
  return "_jsonata_lambda" in value || "_jsonata_function" in value
}
