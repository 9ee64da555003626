import type { FieldFault } from "@mapfold/core/rows/row-block"
import type { RowReader } from "@mapfold/core/rows/row-reader"

export type ReadRow = {
  readonly line: number
  readonly raw: string
  /** The rule that the row breaks; null where it has texts. */
  readonly fault: string | null
  readonly texts: readonly (string | FieldFault)[]
}

/** What a reader makes of some bytes that come in pieces: the rows, or what it threw. */
export type Reading =
  | { readonly rows: readonly ReadRow[] }
  | { readonly error: string; readonly message: string }

/** A window this small is filled several times by most objects. Bytes. */
export const WINDOW = 512

/** Reads all of it, with no promise. */
export function readRows(reader: RowReader, bytes: Uint8Array, slots: number): Reading {
  const rows: ReadRow[] = []
  let at = 0
  try {
    reader.open({
      read(into) {
        const piece = bytes.subarray(at, at + Math.min(into.length, 97))
        into.set(piece)
        at += piece.length
        return piece.length
      },
    })
    while (true) {
      const block = reader.next()
      if (block instanceof Promise) throw new TypeError("a reader waits for bytes that are there")
      if (block === null) return { rows }
      for (let row = 0; row < block.count; row++) {
        const fault = block.fault(row)?.rule ?? null
        const texts = fault === null ? Array.from({ length: slots }, (_, slot) => block.text(row, slot)) : []
        rows.push({ line: block.lines[row]!, raw: block.raw(row), fault, texts })
      }
    }
  } catch (error) {
    const { name, message } = error as Error
    return { error: name, message }
  }
}
