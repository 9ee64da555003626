/** A part of the world with one climate. Degrees; temperatures in °F. */
export type Region = {
  /** What a station's name ends in: a FIPS 10-4 country code, in the United States after the state. */
  readonly suffix: string
  /** The first two digits of its stations' ids, as in the blocks of the WMO. */
  readonly block: string
  readonly latitude: readonly [south: number, north: number]
  readonly longitude: readonly [west: number, east: number]
  /** Mean of the year. */
  readonly mean: number
  /** What the warmest part of the year adds to the mean. */
  readonly swing: number
}

function region(
  suffix: string,
  block: string,
  latitude: readonly [number, number],
  longitude: readonly [number, number],
  mean: number,
  swing: number,
): Region {
  return { suffix, block, latitude, longitude, mean, swing }
}

/** Kuwait and Australia are hot enough to reach the ceiling of 110.0 °F in their summers, which are half a year apart. */
export const REGIONS: readonly Region[] = [
  region("NO", "01", [58, 70], [5, 30], 40, 20),
  region("UK", "03", [50, 58], [-6, 1], 50, 11),
  region("GM", "10", [48, 54], [7, 14], 49, 17),
  region("HR", "14", [43, 46], [14, 19], 55, 20),
  region("RS", "24", [55, 70], [60, 150], 28, 48),
  region("KU", "40", [28, 30], [46, 48], 80, 25),
  region("IN", "42", [10, 30], [70, 88], 80, 12),
  region("CH", "54", [25, 45], [85, 120], 55, 28),
  region("AG", "60", [25, 35], [-3, 8], 74, 22),
  region("SF", "68", [-34, -24], [18, 32], 64, 12),
  region("TX US", "72", [26, 36], [-106, -94], 68, 19),
  region("MI US", "73", [42, 47], [-90, -83], 46, 25),
  region("BR", "82", [-30, 0], [-65, -40], 76, 6),
  region("AY", "89", [-85, -66], [-180, 180], -10, 35),
  region("AS", "94", [-38, -15], [115, 150], 77, 20),
]

/** Ships have no country. */
export const SEA: Region = region("", "99", [-55, 60], [-170, 170], 60, 9)
