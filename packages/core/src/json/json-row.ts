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
  const values = keys.map((key) => (Object.hasOwn(record, key) ? record[key] : null))
  const numbers = values.some((value) => typeof value === "number") ? writtenNumbers(source) : null
  return { texts: keys.map((key, index) => textOf(values[index], numbers?.get(key))) }
}

function textOf(value: unknown, written: string | undefined): string | FieldFault {
  if (value === null || value === undefined) return ABSENT
  if (typeof value === "object") return NESTED
  return typeof value === "number" ? (written ?? String(value)) : String(value)
}

const NUMBER = /-?\d[-+.\deE]*/y

/**
 * The numbers of the outermost object, by key, as they are written: a double would have lost their last digits, or their
 * exponent. `source` is a well-formed object, however deep; of a doubled key the last number is answered.
 */
function writtenNumbers(source: string): Map<string, string> {
  const numbers = new Map<string, string>()
  let depth = 0
  let key: string | null = null
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!
    if (character === '"') {
      const end = stringEnd(source, at)
      if (depth === 1) key ??= JSON.parse(source.slice(at, end)) as string
      at = end - 1
    } else if (character === "{" || character === "[") depth++
    else if (character === "}" || character === "]") depth--
    else if (depth !== 1 || key === null) continue
    else if (character === ",") key = null
    else {
      NUMBER.lastIndex = at
      const [written] = NUMBER.exec(source) ?? []
      if (written === undefined) continue
      numbers.set(key, written)
      at += written.length - 1
    }
  }
  return numbers
}

/** Behind the closing quote of the string that begins at `start`. */
function stringEnd(source: string, start: number): number {
  let at = start + 1
  while (source[at] !== '"') at += source[at] === "\\" ? 2 : 1
  return at + 1
}
