import { type Decoded, makeColumn, type OrMissing } from "./column.ts"

/** More digits than these could leave the integers that a double holds exactly (2^53 is 9.007e15). */
export const MAX_DIGITS = 15

export type IntegerOptions<Missing> = {
  readonly column: string
  readonly missing?: Missing
  readonly unit?: string
  /** The least and the greatest value, in the unit; a missing value need not be between them. */
  readonly min?: number
  readonly max?: number
}

export type DecimalOptions<Missing> = IntegerOptions<Missing> & { readonly scale: number }

const GRAMMAR = /^ *(-?)(\d+)(?:\.(\d+))? *$/

/**
 * A fixed decimal: spaces, an optional minus, digits, optionally a point and 1 to `scale` digits, spaces; at most 15
 * digits in all. No plus sign, exponent, thousands separator, hexadecimal, or bare point.
 *
 * The value is a number in the column's unit, from `min` to `max` where these are given, or null where the text is one of
 * `missing`: as a number (`"9999.9"`), as a word between spaces (`"-"`, `"NA"`), or `""` for a blank field.
 */
export function decimal<const Missing extends readonly string[] | undefined = undefined>(
  options: DecimalOptions<Missing>,
) {
  const { column, scale, unit = null, min = null, max = null } = options
  const missing: readonly string[] = options.missing ?? []
  if (!Number.isInteger(scale) || scale < 0 || scale > MAX_DIGITS) {
    throw new RangeError(`column ${column}: a scale is a whole number from 0 to ${MAX_DIGITS}, not ${scale}`)
  }
  const missingIntegers = missingToIntegers(column, missing, scale)
  const words = missingWords(missing)
  const power = 10 ** scale
  const bounds = boundsToIntegers({ column, scale, min, max })
  return makeColumn<OrMissing<number, Missing>>(
    { kind: "decimal", column, scale, missing, unit, min, max },
    (text) => {
      type Value = OrMissing<number, Missing>
      if (missing.includes("") && /^ *$/.test(text)) return { value: null as Value }
      if (words.length > 0 && words.includes(trimSpaces(text))) return { value: null as Value }
      const decoded = decodeInteger(text, scale)
      if (!("value" in decoded)) return decoded
      if (missingIntegers.includes(decoded.value)) return { value: null as Value }
      if (decoded.value < bounds.least) return { rule: "range", message: `is less than ${min}` }
      if (decoded.value > bounds.greatest) return { rule: "range", message: `is more than ${max}` }
      return { value: (decoded.value / power) as Value }
    },
    (value) => (value === null ? (missing[0] ?? "") : (value as number).toFixed(scale)),
  )
}

/** A whole number, with `decimal`'s grammar less the point. */
export function integer<const Missing extends readonly string[] | undefined = undefined>(
  options: IntegerOptions<Missing>,
) {
  return decimal<Missing>({ ...options, scale: 0 })
}

/** The texts of `missing` that no number begins like, nor a space: `-`, `NA`, `\N`. */
export function missingWords(missing: readonly string[]): string[] {
  return missing.filter((text) => /^(?!-?[\d.])[^ ](.*[^ ])?$/s.test(text))
}

function trimSpaces(text: string): string {
  return text.replace(/^ +/, "").replace(/(?<! ) +$/, "")
}

/** The texts of `missing` that are numbers, as integers of the last place. */
export function missingToIntegers(column: string, missing: readonly string[], scale: number): number[] {
  const words = missingWords(missing)
  return missing
    .filter((text) => text !== "" && !words.includes(text))
    .map((text) => {
      const decoded = decodeInteger(text, scale)
      if ("value" in decoded) return decoded.value
      throw new RangeError(`column ${column}: missing value "${text}": ${decoded.message}`)
    })
}

/** The bounds as integers of the last place, infinite where there are none. */
export function boundsToIntegers(bounds: {
  readonly column: string
  readonly scale: number
  readonly min: number | null
  readonly max: number | null
}): { readonly least: number; readonly greatest: number } {
  const { column, scale, min, max } = bounds
  const toInteger = (bound: number): number => {
    const integer = Math.round(bound * 10 ** scale)
    if (Number.isSafeInteger(integer) && integer / 10 ** scale === bound) return integer
    throw new RangeError(`column ${column}: a bound has at most ${scale} decimals, and ${bound} has not`)
  }
  const least = min === null ? Number.NEGATIVE_INFINITY : toInteger(min)
  const greatest = max === null ? Number.POSITIVE_INFINITY : toInteger(max)
  if (least > greatest) throw new RangeError(`column ${column}: min ${min} is more than max ${max}`)
  return { least, greatest }
}

/** The integer of the last place: "-12.3" with scale 1 is -123, with scale 2 it is -1230. Never -0. */
function decodeInteger(text: string, scale: number): Decoded<number> {
  const match = GRAMMAR.exec(text)
  if (match === null) {
    return /^ *$/.test(text)
      ? { rule: "empty", message: "is empty" }
      : { rule: "number", message: "is not a number" }
  }
  const [, sign, whole = "", fraction = ""] = match
  if (fraction.length > scale) return { rule: "scale", message: `has more than ${scale} decimals` }
  if (whole.length + scale > MAX_DIGITS)
    return { rule: "range", message: `has more than ${MAX_DIGITS} digits` }
  const value = Number(whole + fraction.padEnd(scale, "0"))
  return { value: sign === "-" && value !== 0 ? -value : value }
}
