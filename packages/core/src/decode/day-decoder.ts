import { DAY_CODES, dayText, encodeDay, isDay } from "../columns/day.ts"
import { FAULT, type RowBlock } from "../rows/row-block.ts"
import type { DayVector } from "../vectors/vector.ts"
import type { ColumnDecoder } from "./column-decoder.ts"

const DASH = 0x2d
const ZERO = 0x30

/** The grammar of columns/day.ts over bytes. A missing value is not taken here: the schema knows its texts. */
export function makeDayDecoder(slot: number, rows: number): ColumnDecoder {
  const codes = new Int32Array(rows)
  const vector: DayVector = {
    kind: "day",
    codes,
    value: (row) => (codes[row]! < 0 ? null : dayText(codes[row]!)),
  }

  function decode(block: RowBlock, untaken: Uint8Array): void {
    const { bytes, starts, ends, flags, count } = block
    const base = slot * block.capacity
    for (let row = 0; row < count; row++) {
      if (flags[row]! >= FAULT) continue
      const at = starts[base + row]!
      if (ends[base + row]! - at !== 10 || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) {
        untaken[row] = 1
        continue
      }
      const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2)
      const month = twoDigits(bytes, at + 5)
      const dayOfMonth = twoDigits(bytes, at + 8)
      // A byte that is no digit makes its number negative, and isDay or the bound says no.
      if (year < 0 || year > 9999 || !isDay(year, month, dayOfMonth)) {
        untaken[row] = 1
        continue
      }
      codes[row] = encodeDay(year, month, dayOfMonth)
    }
  }

  return {
    vector,
    decode,
    set: (row, value) => {
      if (value === null) {
        codes[row] = -1
        return
      }
      const [year = 0, month = 0, dayOfMonth = 0] = (value as string).split("-").map(Number)
      codes[row] = Math.min(encodeDay(year, month, dayOfMonth), DAY_CODES - 1)
    },
  }
}

/** The number of two digits; far below zero where one of them is none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000_000
}
