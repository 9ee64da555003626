import { dayCode, dayText, encodeDay, isDay } from "../columns/day.ts"
import { INDIRECT, type RowBlock } from "../rows/row-block.ts"
import type { DayVector } from "../vectors/vector.ts"
import type { ColumnDecoder } from "./column-decoder.ts"
import { twoDigits } from "./two-digits.ts"

const DASH = 0x2d

/**
 * The grammar of columns/day.ts over bytes. A missing value that is no day is not taken here: the schema knows its
 * texts. One that is ("9999-12-31") is null.
 */
export function makeDayDecoder(
  column: { readonly missing: readonly string[] },
  slot: number,
  rows: number,
): ColumnDecoder {
  const codes = new Int32Array(rows)
  const missingCodes = column.missing.map(dayCode).filter((code) => code !== null)
  const vector: DayVector = {
    kind: "day",
    codes,
    value: (row) => (codes[row]! < 0 ? null : dayText(codes[row]!)),
  }

  function decode(block: RowBlock, untaken: Uint8Array): void {
    const { bytes, starts, ends, flags, count } = block
    const base = slot * block.capacity
    for (let row = 0; row < count; row++) {
      if (flags[row]! >= INDIRECT) continue
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
      const code = encodeDay(year, month, dayOfMonth)
      codes[row] = missingCodes.length > 0 && missingCodes.includes(code) ? -1 : code
    }
  }

  return {
    vector,
    decode,
    set: (row, value) => {
      codes[row] = value === null ? -1 : dayCode(value as string)!
    },
  }
}
