import type { FieldFault } from "../rows/row-block.ts"
import type { ByteSource, RowReader } from "../rows/row-reader.ts"
import { makeJsonReader } from "./json-reader.ts"

export type JsonReadRow = {
  readonly line: number
  readonly path: string
  readonly raw: string
  /** The rule that the row breaks; else a text for each key, or the rule that the value breaks. */
  readonly fault: string | null
  readonly texts: readonly (string | { readonly rule: string })[]
}

export type JsonOutcome = { readonly rows: readonly JsonReadRow[] } | { readonly error: string }

/** Every row of an object, with the texts of its keys; or the name of what its reading threw. */
export async function readRows(reader: RowReader, source: ByteSource, slots: number): Promise<JsonOutcome> {
  const rows: JsonReadRow[] = []
  reader.open(source)
  try {
    for (let block = await reader.next(); block !== null; block = await reader.next()) {
      for (let row = 0; row < block.count; row++) {
        const fault = block.fault(row)?.rule ?? null
        const texts = Array.from({ length: slots }, (_, slot) => toRule(block.text(row, slot)))
        rows.push({
          line: block.lines[row]!,
          path: block.path(row, "k"),
          raw: block.raw(row),
          fault,
          texts: fault === null ? texts : [],
        })
      }
    }
    return { rows }
  } catch (error) {
    return { error: `${(error as Error).name}: ${(error as Error).message}` }
  }
}

function toRule(text: string | FieldFault): string | { readonly rule: string } {
  return typeof text === "string" ? text : { rule: text.rule }
}

/** The rows of a text, read with a reader of its own. */
export function readJson(
  text: string | Uint8Array,
  keys: readonly string[],
  form: "lines" | "document",
  source: (bytes: Uint8Array) => ByteSource,
): Promise<JsonOutcome> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text
  return readRows(makeJsonReader(keys, form), source(bytes), keys.length)
}
