import type * as z from "zod"

// What a schedule starts runs with: an input in which words stand for the day that a run is of, since the year of a run that is
// started every night is not the same for ever.

type Json = z.core.util.JSONType

/** A day of the calendar; months count from 1. */
export type CalendarDay = { readonly year: number; readonly month: number; readonly day: number }

const two = (number: number) => String(number).padStart(2, "0")

/** What each word stands for within a text. */
const WORDS: Readonly<Record<string, (day: CalendarDay) => string>> = {
  year: ({ year }) => String(year),
  month: ({ month }) => two(month),
  day: ({ day }) => two(day),
  date: ({ year, month, day }) => `${year}-${two(month)}-${two(day)}`,
}
const WORD = /<([^<>]*)>/g

/** What is meant for a word and is none: `["<yaer>"]`. */
export function findUnknownWords(input: Json): string[] {
  const texts = textsIn(input).flatMap((text) => [...text.matchAll(WORD)])
  return texts.flatMap(([word, name = ""]) => (Object.hasOwn(WORDS, name) ? [] : [word]))
}

/** The words of an input, for messages. */
export const KNOWN_WORDS: readonly string[] = Object.keys(WORDS).map((name) => `<${name}>`)

/** The day, so many days before, on which a time falls in a time zone of the IANA's. Throws RangeError where there is no such zone. */
export function findDay(time: Date, timezone: string, daysBefore: number): CalendarDay {
  const format = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: timezone, calendar: "gregory", numberingSystem: "latn" },
    ...{ year: "numeric", month: "numeric", day: "numeric" },
  })
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
  const [year = 0, month = 0, day = 0] = (["year", "month", "day"] as const).map((type) => parts.get(type))
  const date = new Date(Date.UTC(year, month - 1, day - daysBefore))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/**
 * The input with the day in the place of its words. A text that is `<year>`, `<month>` or `<day>` and nothing else becomes a
 * number, as params want it; within a longer text a month and a day have two digits.
 */
export function fillInput(input: Json, day: CalendarDay): Json {
  if (typeof input === "string") return fillText(input, day)
  if (Array.isArray(input)) return input.map((value) => fillInput(value, day))
  if (typeof input !== "object" || input === null) return input
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, fillInput(value, day)]))
}

function fillText(text: string, day: CalendarDay): string | number {
  const [, alone] = /^<(year|month|day)>$/.exec(text) ?? []
  if (alone !== undefined) return day[alone as keyof CalendarDay]
  return text.replace(WORD, (word, name: string) => (Object.hasOwn(WORDS, name) ? WORDS[name]!(day) : word))
}

function textsIn(input: Json): string[] {
  if (typeof input === "string") return [input]
  if (typeof input !== "object" || input === null) return []
  return Object.values(input).flatMap(textsIn)
}
