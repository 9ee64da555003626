/**
 * One made day as whole numbers of each column's last place: °F, millibars, knots, miles and snow in tenths, rain in
 * hundredths. Reused from row to row, so that a year of files is made in about a second.
 */
export type Observation = {
  /** Days since the year's first of January. */
  day: number
  temp: number
  tempCount: number
  dewPoint: number
  dewPointCount: number
  seaPressure: number
  seaPressureCount: number
  /** With its thousands digit; the file loses it. */
  stationPressure: number
  stationPressureCount: number
  visibility: number
  visibilityCount: number
  wind: number
  windCount: number
  maxWind: number
  gust: number
  max: number
  /** An asterisk's or a blank's byte. */
  maxFlag: number
  min: number
  minFlag: number
  rain: number
  /** Byte of A to I, or of a blank. */
  rainFlag: number
  snow: number
  /** Six bits, the highest is fog. */
  weather: number
}

/** What a column holds where nothing was measured, in its last place. https://www.ncei.noaa.gov/data/global-summary-of-the-day/doc/readme.txt */
export const MISSING = {
  temp: 99_999,
  pressure: 99_999,
  stationPressure: 9_999,
  short: 9_999,
  rain: 9_999,
} as const

/** The files give STP four digits, so that 1013.7 mb stands there as `013.7`. Tenths of a millibar. */
export const STP_CYCLE = 10_000

export const BLANK = 0x20
export const ASTERISK = 0x2a

export function emptyObservation(): Observation {
  return {
    day: 0,
    temp: 0,
    tempCount: 0,
    dewPoint: 0,
    dewPointCount: 0,
    seaPressure: 0,
    seaPressureCount: 0,
    stationPressure: 0,
    stationPressureCount: 0,
    visibility: 0,
    visibilityCount: 0,
    wind: 0,
    windCount: 0,
    maxWind: 0,
    gust: 0,
    max: 0,
    maxFlag: BLANK,
    min: 0,
    minFlag: BLANK,
    rain: 0,
    rainFlag: BLANK,
    snow: 0,
    weather: 0,
  }
}
