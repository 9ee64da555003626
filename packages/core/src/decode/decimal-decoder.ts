import type { Column } from "../columns/column.ts"
import { boundsToIntegers, MAX_DIGITS, missingToIntegers, missingWords } from "../columns/decimal.ts"
import { INDIRECT, type RowBlock } from "../rows/row-block.ts"
import type { NumberVector } from "../vectors/vector.ts"
import type { ColumnDecoder } from "./column-decoder.ts"

const SPACE = 0x20
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39

/** The grammar of columns/decimal.ts over bytes. */
export function makeDecimalDecoder(
  column: Extract<Column, { kind: "decimal" }>,
  slot: number,
  rows: number,
): ColumnDecoder {
  const { scale } = column
  const numbers = new Float64Array(rows)
  const powers = Array.from({ length: scale + 1 }, (_, exponent) => 10 ** exponent)
  const power = powers[scale]!
  const maxWhole = MAX_DIGITS - scale
  const mayBeBlank = column.missing.includes("")
  const words = missingWords(column.missing).map((word) => new TextEncoder().encode(word))
  const { least, greatest } = boundsToIntegers(column)
  const [firstMissing = Number.NaN, ...otherMissing] = missingToIntegers(column.column, column.missing, scale)
  const vector: NumberVector = {
    kind: "number",
    scale,
    numbers,
    value: (row) => {
      const integer = numbers[row]!
      return Number.isNaN(integer) ? null : integer / power
    },
  }

  function decode(block: RowBlock, untaken: Uint8Array): void {
    const { bytes, starts, ends, flags, count } = block
    const base = slot * block.capacity
    for (let row = 0; row < count; row++) {
      if (flags[row]! >= INDIRECT) continue
      let at = starts[base + row]!
      const end = ends[base + row]!
      const start = at
      while (at < end && bytes[at] === SPACE) at++
      const isNegative = at < end && bytes[at] === MINUS
      if (isNegative) at++
      const wholeAt = at
      let value = 0
      while (at < end && isDigit(bytes[at]!)) value = value * 10 + (bytes[at++]! - ZERO)
      const wholeDigits = at - wholeAt
      let decimals = 0
      let isWhole = wholeDigits > 0 && wholeDigits <= maxWhole
      if (at < end && bytes[at] === POINT) {
        const fractionAt = ++at
        while (at < end && isDigit(bytes[at]!)) value = value * 10 + (bytes[at++]! - ZERO)
        decimals = at - fractionAt
        if (decimals === 0 || decimals > scale) isWhole = false
      }
      while (at < end && bytes[at] === SPACE) at++
      if (!isWhole || at !== end) {
        if (mayBeBlank && isBlank(bytes, start, end)) numbers[row] = Number.NaN
        else if (words.some((word) => isWord(bytes, start, end, word))) numbers[row] = Number.NaN
        else untaken[row] = 1
        continue
      }
      if (decimals !== scale) value *= powers[scale - decimals]!
      if (isNegative) value = 0 - value
      if (value === firstMissing || (otherMissing.length > 0 && otherMissing.includes(value)))
        value = Number.NaN
      else if (value < least || value > greatest) untaken[row] = 1
      numbers[row] = value
    }
  }

  return {
    vector,
    decode,
    set: (row, value) => {
      numbers[row] = value === null ? Number.NaN : Math.round((value as number) * power)
    },
  }
}

/** An absent field (both addresses 0) is as good as a blank one. */
function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && bytes[at] === SPACE) at++
  return at === end
}

/** Whether there is a word between spaces, and nothing else. */
function isWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  let at = start
  while (at < end && bytes[at] === SPACE) at++
  for (const byte of word) if (at >= end || bytes[at++] !== byte) return false
  return isBlank(bytes, at, end)
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE
}
