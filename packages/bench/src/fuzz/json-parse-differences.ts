import { makeJsonReader } from "@mapfold/core/json/json-reader"
import type { FieldFault } from "@mapfold/core/rows/row-block"
import { type Comparison, differing } from "./comparison.ts"
import { type ReadRow, readRows, WINDOW } from "./read-rows.ts"

/**
 * Where JSON.parse accepts a line or a document and Mapfold has something else; docs/formats.md has the same names.
 * Anything else that differs is a mistake.
 */
export const JSON_DIFFERENCES = {
  type: "a record that is no object is a fault of its row, and a nested value that is asked for, of its field",
  absent: "a value that is null is as good as none",
  "as-written": "a number is the text that it is written as; JSON.parse has the nearest double",
  encoding:
    "bytes that are no UTF-8 are a fault of the text that is asked for; read leniently, they are U+FFFD",
} as const
export type JsonDifference = keyof typeof JSON_DIFFERENCES

/** Reads JSON Lines both ways, line by line: a line that JSON.parse refuses must be a faulty row. */
export function compareLines(bytes: Uint8Array, keys: readonly string[]): Comparison<JsonDifference> {
  const lines = decode(bytes).split("\n")
  const numbers = [...lines.keys()].filter((index) => !/^[ \t\r]*$/.test(lines[index]!))
  const ours = readRows(makeJsonReader(keys, "lines", WINDOW), bytes, keys.length)
  if ("error" in ours) {
    if (ours.error === "EmptyObject" && numbers.length === 0) return { verdict: "refused" }
    return { verdict: "mistake", message: `it fails here: ${ours.error}: ${ours.message}` }
  }
  const kinds = new Set<JsonDifference>()
  for (const [index, row] of ours.rows.entries()) {
    const line = lines[numbers[index] ?? -1]
    const found = line === undefined || row.line !== numbers[index]! + 1 ? null : compareLine(row, line, keys)
    if (found === null)
      return { verdict: "mistake", message: `line ${row.line}: ${JSON.stringify(row)} here` }
    for (const kind of found) kinds.add(kind)
  }
  if (ours.rows.length === numbers.length) return differing(kinds)
  return {
    verdict: "mistake",
    message: `${ours.rows.length} rows here, ${numbers.length} lines that are not blank`,
  }
}

/** Reads a document both ways: what JSON.parse refuses must fail, and nothing else. */
export function compareDocument(bytes: Uint8Array, keys: readonly string[]): Comparison<JsonDifference> {
  const parsed = parse(decode(bytes))
  const ours = readRows(makeJsonReader(keys, "document", WINDOW), bytes, keys.length)
  if ("error" in ours) {
    const isKnown = ["EmptyObject", "CutJson", "MalformedJson"].includes(ours.error)
    if (isKnown && parsed === null) return { verdict: "refused" }
    return { verdict: "mistake", message: `it fails here: ${ours.error}: ${ours.message}` }
  }
  if (parsed === null) return { verdict: "mistake", message: "JSON.parse refuses it" }
  const records = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
  const kinds = new Set<JsonDifference>()
  for (const [index, row] of ours.rows.entries()) {
    const found = index in records ? differencesOf(row, records[index], keys) : null
    if (found === null) return { verdict: "mistake", message: `record ${index}: ${JSON.stringify(row)} here` }
    for (const kind of found) kinds.add(kind)
  }
  if (ours.rows.length === records.length) return differing(kinds)
  return { verdict: "mistake", message: `${ours.rows.length} rows here, ${records.length} with JSON.parse` }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes)
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

function compareLine(row: ReadRow, line: string, keys: readonly string[]): readonly JsonDifference[] | null {
  const parsed = parse(line)
  if (parsed === null) return row.fault === "json" ? [] : null
  return differencesOf(row, parsed.value, keys)
}

/** Null where they differ as they must not. */
function differencesOf(
  row: ReadRow,
  value: unknown,
  keys: readonly string[],
): readonly JsonDifference[] | null {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return row.fault === "type" ? ["type"] : null
  if (row.fault !== null) return null
  const kinds: JsonDifference[] = []
  for (const [index, key] of keys.entries()) {
    const member = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
    const kind = differenceOf(row.texts[index]!, member)
    if (kind === "mistake") return null
    if (kind !== "same") kinds.push(kind)
  }
  return kinds
}

function differenceOf(text: string | FieldFault, value: unknown): JsonDifference | "same" | "mistake" {
  if (typeof text === "string") {
    if (text === value || (typeof value === "boolean" && text === String(value))) return "same"
    if (typeof value !== "number" || Number(text) !== value) return "mistake"
    return text === String(value) ? "same" : "as-written"
  }
  if (text.rule === "absent") return value === undefined ? "same" : value === null ? "absent" : "mistake"
  if (text.rule === "type") return typeof value === "object" && value !== null ? "type" : "mistake"
  const isDamaged = text.rule === "encoding" && typeof value === "string" && value.includes("\ufffd")
  return isDamaged ? "encoding" : "mistake"
}
