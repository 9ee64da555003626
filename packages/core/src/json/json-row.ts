import { ABSENT, type FieldFault } from "../rows/row-block.ts"

/** What JSON.parse says of a row that the scanner did not take: a text or a fault for each key, or a fault of the row. */
export type JsonRow = { readonly texts: readonly (string | FieldFault)[] } | { readonly fault: FieldFault }

const NESTED: FieldFault = { rule: "type", message: "is an object or an array, where a plain value belongs" }

/** Decodes one row by JSON.parse: the truth about it. */
export function decodeJsonRow(source: string, keys: readonly string[]): JsonRow {
  let row: unknown
  try {
    row = JSON.parse(source)
  } catch (error) {
    return { fault: { rule: "json", message: `is no JSON: ${(error as Error).message.slice(0, 200)}` } }
  }
  if (row === null || typeof row !== "object" || Array.isArray(row)) {
    const found = row === null ? "null" : Array.isArray(row) ? "an array" : `a ${typeof row}`
    return { fault: { rule: "type", message: `is ${found}, where an object belongs` } }
  }
  const record = row as Record<string, unknown>
  const numbers = sourcesOfNumbers(source, record, keys)
  return {
    texts: keys.map((key) => textOf(Object.hasOwn(record, key) ? record[key] : null, numbers.get(key))),
  }
}

function textOf(value: unknown, source: string | undefined): string | FieldFault {
  if (value === null || value === undefined) return ABSENT
  if (typeof value === "object") return NESTED
  return source ?? String(value)
}

/** The numbers as they are written: a double would have lost their last digits, or their exponent. */
function sourcesOfNumbers(
  source: string,
  record: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Map<string, string> {
  const sources = new Map<string, string>()
  if (!keys.some((key) => Object.hasOwn(record, key) && typeof record[key] === "number")) return sources
  type Reviver = (
    this: unknown,
    key: string,
    value: unknown,
    context: { readonly source?: string },
  ) => unknown
  // Innermost values come first, so the outermost object's own keys are the last of their name to be seen.
  const keep: Reviver = (key, value, context) => {
    if (typeof value === "number" && context.source !== undefined) sources.set(key, context.source)
    return value
  }
  try {
    JSON.parse(source, keep as (key: string, value: unknown) => unknown)
  } catch (error) {
    // Nested too deep to be revived: String(value) has to do.
    if (!(error instanceof RangeError)) throw error
    sources.clear()
  }
  return sources
}
