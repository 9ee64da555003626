import { bell, type Random } from "../../made/random.ts"
import { ASTERISK, BLANK, MISSING, type Observation } from "./observation.ts"
import type { Station } from "./station.ts"

/** No made day is hotter, so that the hottest places of a month tie, as they do in the real files. Tenths of °F. */
const HOTTEST = 1_100
const LETTER_A = 0x41
/** How often each of PRCP's flags A to I occurs, in percent. */
const FLAG_SHARES = [3, 2, 2, 3, 2, 2, 46, 6, 34] as const
const FLAG_OF_PERCENT = FLAG_SHARES.flatMap((share, flag) => Array<number>(share).fill(LETTER_A + flag))

/** Fills `into` with the weather of a day of the year, 0 being the first of January. */
export type Weather = (day: number, into: Observation) => void

/** A station's weather. To be asked for its days in order: each day takes something from the one before. */
export function makeWeather(station: Station, random: Random): Weather {
  const { mean, swing } = station.region
  const south = station.latitude.startsWith("-")
  const elevation = Number(station.elevation)
  const local = bell(random, 20)
  const hours = random(4) === 0 ? 4 + random(20) : 24
  const reports = reporting(random)
  let drift = 0
  let pressure = 0

  return (day, into) => {
    drift = Math.round(drift * 0.7) + bell(random, 35)
    pressure = Math.round(pressure * 0.7) + bell(random, 40)
    const mild = mean * 10 + local + Math.round(swing * 10 * season(south ? day + 182 : day)) + drift
    const temp = Math.min(mild, HOTTEST)
    const count = Math.max(4, hours - random(3))
    into.day = day
    fillTemperatures(into, random, temp, count)
    into.dewPointCount = counted(random, reports.dewPoint, count)
    into.dewPoint = into.dewPointCount === 0 ? MISSING.temp : temp - 20 - random(200)
    fillPressures(into, random, 10_130 + pressure, elevation, reports.pressure, count)
    fillWind(into, random, reports.wind, count)
    fillSky(into, random, reports.visibility, count, temp)
  }
}

/** From -1 in the north's coldest days to 1 in its warmest, around day 200: parabolas, the same bits on every machine. */
function season(day: number): number {
  const phase = ((day + 256) % 365) / 365
  return phase < 0.5 ? 16 * phase * (0.5 - phase) : -16 * (phase - 0.5) * (1 - phase)
}

/** What a station has instruments for. */
function reporting(random: Random) {
  return {
    dewPoint: random(8) > 0,
    pressure: random(4) > 0,
    wind: random(14) > 0,
    visibility: random(6) > 0,
  }
}

/** How many hours of the day were measured; 0 where none was. */
function counted(random: Random, reported: boolean, count: number): number {
  return reported && random(100) > 0 ? Math.max(4, count - random(2)) : 0
}

function fillTemperatures(into: Observation, random: Random, temp: number, count: number): void {
  const missing = random(400) === 0
  into.temp = missing ? MISSING.temp : temp
  into.tempCount = missing ? 0 : count
  const derived = random(5) < 2 ? ASTERISK : BLANK
  into.max = random(600) === 0 ? MISSING.temp : temp + 40 + random(150)
  into.maxFlag = into.max === MISSING.temp ? BLANK : derived
  into.min = random(600) === 0 ? MISSING.temp : temp - 40 - random(150)
  into.minFlag = into.min === MISSING.temp ? BLANK : derived
}

function fillPressures(
  into: Observation,
  random: Random,
  atSea: number,
  elevation: number,
  reported: boolean,
  count: number,
): void {
  into.seaPressureCount = counted(random, reported, count)
  into.seaPressure = into.seaPressureCount === 0 ? MISSING.pressure : atSea
  into.stationPressureCount = counted(random, reported, count)
  // The air loses about 0.115 mb a metre.
  const here = atSea - Math.round(elevation * 1.15)
  into.stationPressure = into.stationPressureCount === 0 ? MISSING.stationPressure : here
}

function fillWind(into: Observation, random: Random, reported: boolean, count: number): void {
  into.windCount = counted(random, reported, count)
  const calm = into.windCount === 0
  const wind = random(60) + random(90)
  into.wind = calm ? MISSING.short : wind
  into.maxWind = calm || random(90) === 0 ? MISSING.short : wind + 20 + random(120)
  into.gust = calm || random(2) === 0 ? MISSING.short : wind + 150 + random(200)
}

function fillSky(into: Observation, random: Random, reported: boolean, count: number, temp: number): void {
  into.visibilityCount = counted(random, reported, count)
  into.visibility = into.visibilityCount === 0 ? MISSING.short : 5 + random(100)
  const dry = random(4) > 0
  const unknown = random(12) === 0
  into.rainFlag = unknown ? BLANK : FLAG_OF_PERCENT[random(100)]!
  into.rain = unknown ? MISSING.rain : dry ? 0 : 1 + random(40) * random(8)
  into.snow = temp < 320 && random(3) === 0 ? 4 + random(160) : MISSING.short
  into.weather = dry ? (random(9) === 0 ? 32 : 0) : random(64)
}
