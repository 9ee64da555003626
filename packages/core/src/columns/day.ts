import { makeColumn, type OrMissing } from "./column.ts"

const GRAMMAR = /^(\d{4})-(\d{2})-(\d{2})$/

/** A calendar day `YYYY-MM-DD` that exists (years 0000 to 9999, Gregorian); null where it is one of `missing`. */
export function day<const Missing extends readonly string[] | undefined = undefined>(options: {
  readonly column: string
  readonly missing?: Missing
}) {
  const { column } = options
  const missing: readonly string[] = options.missing ?? []
  return makeColumn<OrMissing<string, Missing>>(
    { kind: "day", column, missing },
    (text) => {
      if (missing.includes(text)) return { value: null as OrMissing<string, Missing> }
      const match = GRAMMAR.exec(text)
      if (match === null) return { rule: "day", message: "is not a day (YYYY-MM-DD)" }
      const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])]
      if (!isDay(year, month, dayOfMonth)) return { rule: "day", message: "is not a day of the calendar" }
      return { value: text as OrMissing<string, Missing> }
    },
    (value) => value ?? missing[0] ?? "",
  )
}

const DAYS_IN_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function isDay(year: number, month: number, dayOfMonth: number): boolean {
  if (month < 1 || month > 12 || dayOfMonth < 1) return false
  if (dayOfMonth <= DAYS_IN_MONTH[month]!) return true
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && dayOfMonth === 29 && isLeap
}

/** Codes of the days of a year: 12 months of 31 days leave no two days with one code. */
const CODES_A_YEAR = 372

/** A small integer for a day, in the order of the calendar. */
export function encodeDay(year: number, month: number, dayOfMonth: number): number {
  return year * CODES_A_YEAR + (month - 1) * 31 + (dayOfMonth - 1)
}

/** The code of a day's text; null where it is no day. */
export function dayCode(text: string): number | null {
  const match = GRAMMAR.exec(text)
  if (match === null) return null
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return isDay(year, month, dayOfMonth) ? encodeDay(year, month, dayOfMonth) : null
}

export function dayText(code: number): string {
  const year = Math.trunc(code / CODES_A_YEAR)
  const rest = code % CODES_A_YEAR
  const month = Math.trunc(rest / 31) + 1
  const dayOfMonth = (rest % 31) + 1
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(dayOfMonth).padStart(2, "0")}`
}
