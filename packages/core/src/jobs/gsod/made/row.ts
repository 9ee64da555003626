import { type Observation, STP_CYCLE } from "./observation.ts"
import type { Station } from "./station.ts"

/** The first line of every file, with its line feed. */
export const HEADER =
  '"STATION","DATE","LATITUDE","LONGITUDE","ELEVATION","NAME","TEMP","TEMP_ATTRIBUTES","DEWP","DEWP_ATTRIBUTES",' +
  '"SLP","SLP_ATTRIBUTES","STP","STP_ATTRIBUTES","VISIB","VISIB_ATTRIBUTES","WDSP","WDSP_ATTRIBUTES","MXSPD","GUST",' +
  '"MAX","MAX_ATTRIBUTES","MIN","MIN_ATTRIBUTES","PRCP","PRCP_ATTRIBUTES","SNDP","FRSHTT"\n'

/** Longer than any made row. */
export const MAX_ROW_BYTES = 400

const QUOTE = 0x22
const COMMA = 0x2c
const SPACE = 0x20
const ZERO = 0x30
const POINT = 0x2e
const MINUS = 0x2d
const LINE_FEED = 0x0a

/** The bytes that every row of a station begins with, before and after its date. */
export type Lead = { readonly before: Uint8Array; readonly after: Uint8Array }

export function makeLead(station: Station): Lead {
  const encoder = new TextEncoder()
  const place = [station.latitude, station.longitude, station.elevation, station.name].map(quoted).join(",")
  return { before: encoder.encode(`"${station.id}","`), after: encoder.encode(`",${place}`) }
}

/** A missing text stands in the real files as an unquoted nothing. */
function quoted(text: string): string {
  return text === "" ? "" : `"${text.replaceAll('"', '""')}"`
}

/** Writes a row with its line feed at the offset and answers the offset after it. */
export function writeRow(
  into: Uint8Array,
  offset: number,
  lead: Lead,
  date: Uint8Array,
  observation: Observation,
): number {
  let at = writeBytes(into, offset, lead.before)
  at = writeBytes(into, at, date)
  at = writeBytes(into, at, lead.after)
  at = writeNumber(into, at, 6, observation.temp, 1)
  at = writeNumber(into, at, 2, observation.tempCount, 0)
  at = writeNumber(into, at, 6, observation.dewPoint, 1)
  at = writeNumber(into, at, 2, observation.dewPointCount, 0)
  at = writeNumber(into, at, 6, observation.seaPressure, 1)
  at = writeNumber(into, at, 2, observation.seaPressureCount, 0)
  at = writeZeros(into, at, 5, observation.stationPressure % STP_CYCLE)
  at = writeNumber(into, at, 2, observation.stationPressureCount, 0)
  at = writeNumber(into, at, 5, observation.visibility, 1)
  at = writeNumber(into, at, 2, observation.visibilityCount, 0)
  at = writeNumber(into, at, 5, observation.wind, 1)
  at = writeNumber(into, at, 2, observation.windCount, 0)
  at = writeNumber(into, at, 5, observation.maxWind, 1)
  at = writeNumber(into, at, 5, observation.gust, 1)
  at = writeNumber(into, at, 6, observation.max, 1)
  at = writeFlag(into, at, observation.maxFlag)
  at = writeNumber(into, at, 6, observation.min, 1)
  at = writeFlag(into, at, observation.minFlag)
  at = writeNumber(into, at, 5, observation.rain, 2)
  at = writeFlag(into, at, observation.rainFlag)
  at = writeNumber(into, at, 5, observation.snow, 1)
  at = writeBits(into, at, 6, observation.weather)
  into[at] = LINE_FEED
  return at + 1
}

function writeBytes(into: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let index = 0; index < bytes.length; index++) into[at + index] = bytes[index]!
  return at + bytes.length
}

/** `,"` at the offset and `"` after so many bytes; answers the offset after all. */
function writeFrame(into: Uint8Array, at: number, width: number): number {
  into[at] = COMMA
  into[at + 1] = QUOTE
  into[at + width + 2] = QUOTE
  return at + width + 3
}

/** A number of `scale` decimals, padded with spaces on the left. */
function writeNumber(into: Uint8Array, at: number, width: number, value: number, scale: number): number {
  const end = writeFrame(into, at, width)
  const first = at + 2
  let left = Math.abs(value)
  let index = end - 2
  for (let decimal = 0; decimal < scale; decimal++) {
    into[index--] = ZERO + (left % 10)
    left = Math.floor(left / 10)
  }
  if (scale > 0) into[index--] = POINT
  do {
    into[index--] = ZERO + (left % 10)
    left = Math.floor(left / 10)
  } while (left > 0)
  if (value < 0) into[index--] = MINUS
  while (index >= first) into[index--] = SPACE
  return end
}

/** A number of one decimal, padded with zeros on the left. */
function writeZeros(into: Uint8Array, at: number, width: number, value: number): number {
  const end = writeFrame(into, at, width)
  let left = value
  for (let index = end - 2; index >= at + 2; index--) {
    if (index === end - 3) {
      into[index] = POINT
      continue
    }
    into[index] = ZERO + (left % 10)
    left = Math.floor(left / 10)
  }
  return end
}

function writeFlag(into: Uint8Array, at: number, flag: number): number {
  into[at + 2] = flag
  return writeFrame(into, at, 1)
}

function writeBits(into: Uint8Array, at: number, width: number, bits: number): number {
  for (let bit = 0; bit < width; bit++) into[at + 2 + bit] = ZERO + ((bits >> (width - 1 - bit)) & 1)
  return writeFrame(into, at, width)
}
