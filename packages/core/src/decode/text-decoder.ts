import { ESCAPED, type FieldFault, INDIRECT, type RowBlock, UNUSUAL } from "../rows/row-block.ts"
import type { ValueVector } from "../vectors/vector.ts"
import type { ColumnDecoder } from "./column-decoder.ts"

/**
 * Texts are checked here and made into strings only when somebody asks: printable ASCII needs no look at all, and a
 * column that only the winner of a month shows costs nothing for the other rows.
 */
export function makeTextDecoder(
  column: { readonly length: number | null; readonly missing: readonly string[] },
  slot: number,
): ColumnDecoder {
  const { length, missing } = column
  const mayBeBlank = missing.includes("")
  const lengths = missing.filter((text) => text !== "").map((text) => text.length)
  const shortest = Math.min(...lengths)
  // three bytes a UTF-16 unit at most in UTF-8, six in an escape of JSON
  const longest = 6 * Math.max(0, ...lengths)
  const given = new Map<number, string | null>()
  let current: RowBlock
  const vector: ValueVector = {
    kind: "value",
    value: (row) => {
      const held = given.get(row)
      if (held !== undefined) return held
      const text = current.text(row, slot)
      return typeof text !== "string" || missing.includes(text) ? null : text
    },
    countNull,
  }

  function countNull(rows: Int32Array, length: number): number {
    if (given.size > 0 || lengths.length > 0) return countOneByOne(rows, length)
    const { starts, ends } = current
    const base = slot * current.capacity
    let count = 0
    for (let index = 0; index < length; index++) {
      const cell = base + rows[index]!
      if (starts[cell] === ends[cell]) count++
    }
    return mayBeBlank ? count : 0
  }

  function countOneByOne(rows: Int32Array, length: number): number {
    const { starts, ends } = current
    const base = slot * current.capacity
    let count = 0
    for (let index = 0; index < length; index++) {
      const row = rows[index]!
      const bytes = ends[base + row]! - starts[base + row]!
      // only a text of such a length can stand for "missing": others need not be made
      const isLikely =
        (bytes === 0 && mayBeBlank) || (bytes >= shortest && bytes <= longest) || given.has(row)
      if (isLikely && vector.value(row) === null) count++
    }
    return count
  }

  function decode(block: RowBlock, untaken: Uint8Array, isOrdinary: boolean): void {
    current = block
    given.clear()
    if (isOrdinary && length === null && mayBeBlank) return
    const { starts, ends, flags, count } = block
    const base = slot * block.capacity
    for (let row = 0; row < count; row++) {
      const flag = flags[row]!
      if (flag >= INDIRECT) continue
      const start = starts[base + row]!
      const isPlain = (flag & (ESCAPED | UNUSUAL)) === 0 && start !== 0
      if (isPlain && (length === null || ends[base + row]! - start === length)) continue
      // Doubled quotes, other scripts, control characters, another length (a missing value?): the schema decides.
      // An absent field is among them, unless a blank stands for "missing".
      if (start === 0 && mayBeBlank) continue
      if (isPlain || !takesText(block.text(row, slot))) untaken[row] = 1
    }
  }

  function takesText(text: string | FieldFault): boolean {
    return typeof text === "string" && !text.includes("\0") && (length === null || text.length === length)
  }

  return {
    vector,
    decode,
    set: (row, value) => given.set(row, value as string | null),
  }
}
