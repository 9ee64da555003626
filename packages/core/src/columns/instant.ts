import { type Column, type Decoded, makeColumn, type OrMissing } from "./column.ts"
import { dayCode, dayText, isDay } from "./day.ts"

const GRAMMAR = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?Z$/

/** How many characters of an instant's text are left of it, cut to its day or its hour. */
const CUTS = { day: 10, hour: 13 } as const
type Cut = keyof typeof CUTS

/**
 * A moment in UTC, `YYYY-MM-DDTHH:MM:SS[.f]Z` with 1 to 9 decimals, that exists: a day of the calendar (as in `day`), hour
 * 00 to 23, minute and second 00 to 59; null where it is one of `missing`. No other offset, no lower case, no space for
 * the T; a leap second, 60, is refused: the clocks of most machines never show one.
 *
 * The value is the text as it stands; with `cut` only its day (`YYYY-MM-DD`) or its hour (`YYYY-MM-DDTHH`), which are cheap
 * to group by. Two fields may be made from one column: the instant, and its hour. Texts with different numbers of decimals
 * are not in the order of time: compare them by `withNanoseconds`.
 */
export function instant<const Missing extends readonly string[] | undefined = undefined>(options: {
  readonly column: string
  readonly cut?: Cut
  readonly missing?: Missing
}) {
  const { column, cut = null } = options
  const missing: readonly string[] = options.missing ?? []
  const description: Column = { kind: "instant", column, cut, missing }
  const length = cut === null ? undefined : CUTS[cut]
  return makeColumn<OrMissing<string, Missing>>(
    description,
    (text) => {
      type Value = OrMissing<string, Missing>
      if (missing.includes(text)) return { value: null as Value }
      const decoded = decodeInstant(text)
      return "value" in decoded ? { value: decoded.value.slice(0, length) as Value } : decoded
    },
    (value) => (value === null ? (missing[0] ?? "") : `${value}${ENDS[cut ?? "none"]}`),
  )
}

/** What makes an instant of one that was cut: its first moment. */
const ENDS = { day: "T00:00:00Z", hour: ":00:00Z", none: "" } as const

function decodeInstant(text: string): Decoded<string> {
  const match = GRAMMAR.exec(text)
  if (match === null) return { rule: "instant", message: "is not an instant (YYYY-MM-DDTHH:MM:SS.fffZ)" }
  const [year, month, dayOfMonth, hour, minute, second] = match.slice(1).map(Number)
  return isDay(year!, month!, dayOfMonth!) && isTime(hour!, minute!, second!)
    ? { value: text }
    : { rule: "instant", message: "is not an instant of the calendar" }
}

/** Without leap seconds. */
export function isTime(hour: number, minute: number, second: number): boolean {
  return hour <= 23 && minute <= 59 && second <= 59
}

export function isInstant(text: string): boolean {
  return "value" in decodeInstant(text)
}

/** The same instant with nine decimals: texts of this form are in the order of time. */
export function withNanoseconds(instant: string): string {
  return `${instant.slice(0, 19)}.${instant.slice(20, -1).padEnd(9, "0")}Z`
}

/** A small integer for an hour, in the order of time, from its day's code (columns/day.ts). */
export function encodeHour(dayCode: number, hour: number): number {
  return dayCode * 24 + hour
}

/** The code of an hour's text `YYYY-MM-DDTHH`, which must be one. */
export function hourCode(text: string): number {
  return encodeHour(dayCode(text.slice(0, 10))!, Number(text.slice(11, 13)))
}

export function hourText(code: number): string {
  return `${dayText(Math.trunc(code / 24))}T${String(code % 24).padStart(2, "0")}`
}
