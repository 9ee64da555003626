import { makeRandom } from "../../made/random.ts"
import { datesOf, daysOf } from "./days.ts"
import { emptyObservation } from "./observation.ts"
import { HEADER, MAX_ROW_BYTES, makeLead, writeRow } from "./row.ts"
import { MAX_STATIONS, makeStation } from "./station.ts"
import { makeWeather } from "./weather.ts"

export type MadeOptions = {
  readonly year: number
  /** Files. From 100 on every quirk of the real ones occurs. */
  readonly stations?: number
  readonly seed?: number
}

export type MadeObject = { readonly key: string; readonly bytes: Uint8Array }

/** About a tenth of a real year's 12,300. */
export const DEFAULT_STATIONS = 1_200
export const DEFAULT_SEED = 1

/**
 * Makes a year of station files in the form of NOAA's Global Surface Summary of the Day: invented weather at invented
 * stations, whose names begin with MADE.
 *
 * The same options give the same bytes on every machine, and a station's file does not depend on how many there are.
 * One file at a time, about 80 KB each. Throws a RangeError at once for a year or a number of stations that it cannot make.
 */
export function madeStations(options: MadeOptions): Generator<MadeObject> {
  const { year, stations = DEFAULT_STATIONS, seed = DEFAULT_SEED } = options
  check("year", year, 1929, 9998)
  check("stations", stations, 1, MAX_STATIONS)
  check("seed", seed, 0, 0xffff_ffff)
  return makeFiles(year, stations, seed)
}

function* makeFiles(year: number, stations: number, seed: number): Generator<MadeObject> {
  const dates = datesOf(year)
  const header = new TextEncoder().encode(HEADER)
  const file = new Uint8Array(header.length + dates.length * 2 * MAX_ROW_BYTES)
  file.set(header)
  for (let number = 0; number < stations; number++) {
    const station = makeStation(seed, number)
    const end = writeYear(file, header.length, dates, station, makeRandom(seed, year, number), number)
    yield { key: `${year}/${station.id}.csv`, bytes: file.slice(0, end) }
  }
}

function writeYear(
  file: Uint8Array,
  offset: number,
  dates: readonly Uint8Array[],
  station: ReturnType<typeof makeStation>,
  random: ReturnType<typeof makeRandom>,
  number: number,
): number {
  const observe = makeWeather(station, random)
  const lead = makeLead(station)
  const observation = emptyObservation()
  let at = offset
  for (const day of daysOf(dates.length - 1, number, random)) {
    observe(day, observation)
    at = writeRow(file, at, lead, dates[day]!, observation)
  }
  return at
}

function check(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new RangeError(`${what} is ${value}; made data needs a whole number from ${least} to ${most}`)
}
