import { type FieldFault, UNUSUAL } from "../rows/row-block.ts"
import type { ByteSource } from "../rows/row-reader.ts"
import { makeCsvReader } from "./csv-reader.ts"

export type ReadRow = {
  readonly line: number
  readonly fault: number
  readonly issue: FieldFault | null
  readonly texts: readonly (string | null)[]
  readonly raw: string
  readonly isUnusual: boolean
}

/** Hands out the bytes in pieces of the given sizes in turn (at least 1 byte), now or later. */
export function makeSource(bytes: Uint8Array, pieces: readonly number[] = [], isLate = false): ByteSource {
  let at = 0
  let turn = 0
  return {
    read(into) {
      const size = pieces.length === 0 ? into.length : Math.max(1, pieces[turn++ % pieces.length]!)
      const piece = bytes.subarray(at, at + Math.min(size, into.length))
      into.set(piece)
      at += piece.length
      return isLate ? Promise.resolve(piece.length) : piece.length
    },
  }
}

function toText(text: string | FieldFault): string | null {
  return typeof text === "string" ? text : null
}

/** Every row of an object, with the texts of its chosen fields. */
export async function readAll(
  reader: ReturnType<typeof makeCsvReader>,
  source: ByteSource,
  slots: number,
): Promise<ReadRow[]> {
  const rows: ReadRow[] = []
  reader.open(source)
  for (let block = await reader.next(); block !== null; block = await reader.next()) {
    for (let row = 0; row < block.count; row++) {
      const fault = block.flags[row]! >> 3
      const texts = fault > 0 ? [] : Array.from({ length: slots }, (_, slot) => toText(block.text(row, slot)))
      rows.push({
        line: block.lines[row]!,
        fault,
        issue: block.fault(row),
        texts,
        raw: block.raw(row),
        isUnusual: (block.flags[row]! & UNUSUAL) !== 0,
      })
    }
  }
  return rows
}

/** The rows of a text, read with a reader of its own. */
export function readText(
  text: string | Uint8Array,
  columns: readonly string[],
  { delimiter = ",", window }: { readonly delimiter?: string; readonly window?: number } = {},
): Promise<ReadRow[]> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text
  return readAll(makeCsvReader(columns, delimiter, window), makeSource(bytes), columns.length)
}
