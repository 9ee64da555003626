import * as z from "zod"
import { fromColumns } from "../../columns/column.ts"
import { day } from "../../columns/day.ts"
import { decimal, integer } from "../../columns/decimal.ts"
import { bits, flag } from "../../columns/flag.ts"
import { text } from "../../columns/text.ts"

/**
 * One station's day in NOAA's Global Surface Summary of the Day.
 * https://www.ncei.noaa.gov/data/global-summary-of-the-day/doc/readme.txt
 */

const fahrenheit = (name: string) => decimal({ column: name, scale: 1, missing: ["9999.9"], unit: "°F" })
const knots = (name: string) => decimal({ column: name, scale: 1, missing: ["999.9"], unit: "kn" })
const observations = (name: string) => integer({ column: name, unit: "observations" })
/** The archive writes a station's position with 1 to 7 decimals, or leaves it empty. */
const degrees = (name: string) => decimal({ column: name, scale: 8, missing: [""], unit: "°" })
/** The same, unread until somebody asks; a file may lack it. */
export const positionText = (name: string) => text({ column: name, missing: [""], optional: true })

/** Degrees; null where the text is no number from -180 to 180. */
export function degreesOf(position: string | null): number | null {
  if (position === null || !/^ *[+-]?\d{1,3}(\.\d+)? *$/.test(position)) return null
  const degrees = Number(position)
  return Math.abs(degrees) <= 180 ? degrees : null
}

const extremeFlag = (name: string) => flag({ column: name, meanings: { " ": "reported", "*": "derived" } })

/**
 * Station pressure lost its thousands digit where it is 1000 mb or more: "013.7" is 1013.7. 999.9 means "missing" only
 * where no observation stands behind it, so the value is made from two columns.
 */
const stationPressure = fromColumns(
  ["STP", "STP_ATTRIBUTES"],
  z.array(z.string()).transform(([text = "", observed = ""], context) => {
    const match = /^ *(\d{3})\.(\d) *$/.exec(text)
    if (match === null) {
      const message = "is not a pressure (ddd.d)"
      context.issues.push({ code: "custom", input: text, message, params: { rule: "number" } })
      return z.NEVER
    }
    const tenths = Number(match[1]) * 10 + Number(match[2])
    if (tenths === 9_999 && Number(observed) === 0) return null
    return (tenths < 1_000 ? tenths + 10_000 : tenths) / 10
  }),
)

/** All 28 columns. A job picks the fields that it needs: only those are decoded and validated. */
export const GsodRecord = z.object({
  /** USAF and WBAN number; some begin with a letter. */
  station: text({ column: "STATION", length: 11 }),
  /** UTC. */
  date: day({ column: "DATE" }),
  latitude: degrees("LATITUDE"),
  longitude: degrees("LONGITUDE"),
  /** Metres. */
  elevation: decimal({ column: "ELEVATION", scale: 8, missing: [""], unit: "m" }),
  name: text({ column: "NAME", missing: [""] }),
  /** Mean of the day. */
  temp: fahrenheit("TEMP"),
  tempObservations: observations("TEMP_ATTRIBUTES"),
  dewPoint: fahrenheit("DEWP"),
  dewPointObservations: observations("DEWP_ATTRIBUTES"),
  seaLevelPressure: decimal({ column: "SLP", scale: 1, missing: ["9999.9"], unit: "mb" }),
  seaLevelPressureObservations: observations("SLP_ATTRIBUTES"),
  /** mb, with the thousands digit restored. */
  stationPressure,
  stationPressureObservations: observations("STP_ATTRIBUTES"),
  visibility: decimal({ column: "VISIB", scale: 1, missing: ["999.9"], unit: "mi" }),
  visibilityObservations: observations("VISIB_ATTRIBUTES"),
  windSpeed: knots("WDSP"),
  windSpeedObservations: observations("WDSP_ATTRIBUTES"),
  maxWindSpeed: knots("MXSPD"),
  gust: knots("GUST"),
  maxTemp: fahrenheit("MAX"),
  maxTempFlag: extremeFlag("MAX_ATTRIBUTES"),
  minTemp: fahrenheit("MIN"),
  minTempFlag: extremeFlag("MIN_ATTRIBUTES"),
  precipitation: decimal({ column: "PRCP", scale: 2, missing: ["99.99"], unit: "in" }),
  /** A to I: over which hours it was summed; blank where it is missing. */
  precipitationFlag: text({ column: "PRCP_ATTRIBUTES", length: 1, missing: [" "] }),
  snowDepth: decimal({ column: "SNDP", scale: 1, missing: ["999.9"], unit: "in" }),
  weather: bits({ column: "FRSHTT", names: ["fog", "rain", "snow", "hail", "thunder", "tornado"] }),
})
export type GsodRecord = z.output<typeof GsodRecord>
