import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "csv-parse/sync"

/** The main job's answer, from nothing of Mapfold's: csv-parse, and integers of a tenth of a degree. */
export type Answer = { readonly rows: readonly AnswerRow[]; readonly records: { rows: number; kept: number } }

export type AnswerRow = {
  month: string
  days: number
  meanTempF: number
  minTempF: number
  maxTempF: number
  station: string
  date: string
  name: string | null
  country: string | null
  latitude: number | null
  longitude: number | null
}

/** Where made stations are. */
const COUNTRIES: Readonly<Record<string, string>> = {
  ...{ NO: "Norway", UK: "United Kingdom", GM: "Germany", HR: "Croatia", RS: "Russia", KU: "Kuwait" },
  ...{ IN: "India", CH: "China", AG: "Algeria", SF: "South Africa", US: "United States" },
  ...{ BR: "Brazil", AY: "Antarctica", AS: "Australia" },
}

type Day = {
  station: string
  date: string
  name: string
  latitude: string
  longitude: string
  tenths: bigint | null
}

/** Answers for the files of a year that are named, or for all of them. */
export function answerYear(bucket: string, year: number, only?: readonly string[]): Answer {
  const keys = only ?? readdirSync(join(bucket, String(year))).map((name) => `${year}/${name}`)
  const all = keys.filter((key) => key.endsWith(".csv")).flatMap((key) => readDays(join(bucket, key)))
  const kept = all.filter((day) => day.date.startsWith(`${year}-`))
  const months = [...Map.groupBy(kept, (day) => day.date.slice(0, 7))].sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  return {
    rows: months.map(([month, days]) => answerMonth(month, days)),
    records: { rows: all.length, kept: kept.length },
  }
}

function readDays(file: string): Day[] {
  const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[]
  return rows.map((row) => ({
    station: row.STATION!,
    date: row.DATE!,
    name: row.NAME!,
    latitude: row.LATITUDE!,
    longitude: row.LONGITUDE!,
    tenths: row.TEMP === "9999.9" ? null : tenthsOf(row.TEMP!),
  }))
}

function tenthsOf(text: string): bigint {
  if (!/^ *-?\d+\.\d$/.test(text)) throw new TypeError(`"${text}" is no temperature`)
  return BigInt(text.trim().replace(".", ""))
}

function answerMonth(month: string, days: readonly Day[]): AnswerRow {
  const measured = days.filter((day): day is Day & { tenths: bigint } => day.tenths !== null)
  const sorted = measured.toSorted(
    (one, other) =>
      Number(other.tenths - one.tenths) || order(one.station, other.station) || order(one.date, other.date),
  )
  const sum = measured.reduce((total, day) => total + day.tenths, 0n)
  const hottest = sorted[0]!
  return {
    month,
    days: measured.length,
    meanTempF: Number(sum) / 10 / measured.length,
    minTempF: Number(sorted.at(-1)!.tenths) / 10,
    maxTempF: Number(hottest.tenths) / 10,
    station: hottest.station,
    date: hottest.date,
    name: hottest.name === "" ? null : hottest.name,
    country: COUNTRIES[/, (?:.. )?(..)$/.exec(hottest.name)?.[1] ?? ""] ?? null,
    latitude: degreesOf(hottest.latitude),
    longitude: degreesOf(hottest.longitude),
  }
}

function degreesOf(text: string): number | null {
  return text === "" ? null : Number.parseFloat(text)
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
