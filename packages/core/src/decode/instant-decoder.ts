import type { Column } from "../columns/column.ts"
import { dayCode, dayText, encodeDay, isDay } from "../columns/day.ts"
import { encodeHour, hourCode, hourText, isInstant, isTime } from "../columns/instant.ts"
import { INDIRECT, type RowBlock } from "../rows/row-block.ts"
import type { DayVector, HourVector, ValueVector, Vector } from "../vectors/vector.ts"
import type { ColumnDecoder } from "./column-decoder.ts"
import { twoDigits } from "./two-digits.ts"

const DASH = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const LETTER_T = 0x54
const LETTER_Z = 0x5a

/** Up to the seconds, then Z, or a point, 1 to 9 decimals and Z. */
const SHORTEST = 20
const LONGEST = 30

/**
 * The grammar of columns/instant.ts over bytes. A missing value that is no instant is not taken here: the schema knows
 * its texts.
 */
export function makeInstantDecoder(
  column: Extract<Column, { kind: "instant" }>,
  slot: number,
  rows: number,
): ColumnDecoder {
  const mayBeBlank = column.missing.includes("")
  const missingInstants = column.missing.filter(isInstant)
  const kept = makeKept(column.cut, slot, rows)

  function decode(block: RowBlock, untaken: Uint8Array): void {
    kept.begin(block)
    const { bytes, starts, ends, flags, count } = block
    const base = slot * block.capacity
    for (let row = 0; row < count; row++) {
      if (flags[row]! >= INDIRECT) continue
      const at = starts[base + row]!
      const length = ends[base + row]! - at
      if (length === 0 && mayBeBlank) {
        kept.keep(row, -1, 0)
        continue
      }
      const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2)
      const month = twoDigits(bytes, at + 5)
      const dayOfMonth = twoDigits(bytes, at + 8)
      const hour = twoDigits(bytes, at + 11)
      // A byte that is no digit makes its number negative.
      if (!hasForm(bytes, at, length) || year < 0 || hour < 0 || !isDay(year, month, dayOfMonth)) {
        untaken[row] = 1
        continue
      }
      const minute = twoDigits(bytes, at + 14)
      const second = twoDigits(bytes, at + 17)
      if (minute < 0 || second < 0 || !isTime(hour, minute, second)) untaken[row] = 1
      else if (missingInstants.length > 0 && missingInstants.includes(block.text(row, slot) as string))
        kept.keep(row, -1, 0)
      else kept.keep(row, encodeDay(year, month, dayOfMonth), hour)
    }
  }

  return { vector: kept.vector, decode, set: kept.set }
}

/** Whether everything but the digits of date and time is in its place. */
function hasForm(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < SHORTEST || length > LONGEST || bytes[at + length - 1] !== LETTER_Z) return false
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH || bytes[at + 10] !== LETTER_T) return false
  if (bytes[at + 13] !== COLON || bytes[at + 16] !== COLON) return false
  if (length === SHORTEST) return true
  if (length === SHORTEST + 1 || bytes[at + 19] !== POINT) return false
  for (let index = at + 20; index < at + length - 1; index++) {
    const digit = bytes[index]! - ZERO
    if (digit < 0 || digit > 9) return false
  }
  return true
}

/** What is kept of the instants of a block. A day's code of -1 is null. */
type Kept = {
  readonly vector: Vector
  begin(block: RowBlock): void
  keep(row: number, day: number, hour: number): void
  set(row: number, value: unknown): void
}

function makeKept(cut: "day" | "hour" | null, slot: number, rows: number): Kept {
  if (cut === null) return keepTexts(slot)
  return cut === "day" ? keepDays(rows) : keepHours(rows)
}

/** The text is made when somebody asks for it. */
function keepTexts(slot: number): Kept {
  const given = new Map<number, unknown>()
  let current: RowBlock
  const vector: ValueVector = {
    kind: "value",
    value: (row) => (given.has(row) ? given.get(row) : current.text(row, slot)),
  }
  return {
    vector,
    begin(block) {
      current = block
      given.clear()
    },
    keep: (row, day) => {
      if (day < 0) given.set(row, null)
    },
    set: (row, value) => {
      given.set(row, value)
    },
  }
}

function keepDays(rows: number): Kept {
  const codes = new Int32Array(rows)
  const vector: DayVector = {
    kind: "day",
    codes,
    value: (row) => (codes[row]! < 0 ? null : dayText(codes[row]!)),
  }
  return {
    vector,
    begin: () => {},
    keep: (row, day) => {
      codes[row] = day
    },
    set: (row, value) => {
      codes[row] = value === null ? -1 : dayCode(value as string)!
    },
  }
}

function keepHours(rows: number): Kept {
  const codes = new Int32Array(rows)
  const vector: HourVector = {
    kind: "hour",
    codes,
    value: (row) => (codes[row]! < 0 ? null : hourText(codes[row]!)),
  }
  return {
    vector,
    begin: () => {},
    keep: (row, day, hour) => {
      codes[row] = day < 0 ? -1 : encodeHour(day, hour)
    },
    set: (row, value) => {
      codes[row] = value === null ? -1 : hourCode(value as string)
    },
  }
}
