/** Degrees. `west` is less than `east`. */
export type Extent = {
  readonly west: number
  readonly east: number
  readonly south: number
  readonly north: number
}

type Position = { readonly latitude: number; readonly longitude: number }

/** Degrees that are shown around the outermost places: enough land to know them by. */
const MARGIN = 12
/** Degrees that are shown at least: a single station is looked for on its continent. */
const LEAST = { across: 70, down: 40 }
/** Beyond so many degrees of longitude, the world as a whole is the clearer picture. */
const MOST_ACROSS = 200
/** Where land ends to the south and the map's edges would be drawn apart to the north. */
const MOST_NORTH = 84

/** The part of the world that places lie in, with some of what is around it; null where that is the world. */
export function mapExtentOf(places: readonly Position[]): Extent | null {
  if (places.length === 0) return null
  const longitudes = places.map(({ longitude }) => longitude)
  const latitudes = places.map(({ latitude }) => latitude)
  const [west, east] = widen(Math.min(...longitudes), Math.max(...longitudes), LEAST.across)
  const [south, north] = widen(Math.min(...latitudes), Math.max(...latitudes), LEAST.down)
  if (east - west > MOST_ACROSS) return null
  return { west, east, south: Math.max(-MOST_NORTH, south), north: Math.min(MOST_NORTH, north) }
}

function widen(low: number, high: number, least: number): readonly [number, number] {
  const more = Math.max(MARGIN, (least - (high - low)) / 2)
  return [low - more, high + more]
}

/** Its corners, and its sides where they are furthest out: at the latitude nearest to the equator. */
export function outlineOf({ west, east, south, north }: Extent) {
  const widest = Math.min(Math.max(0, south), north)
  const coordinates = [west, (west + east) / 2, east].flatMap((longitude) =>
    [south, widest, north].map((latitude) => [longitude, latitude]),
  )
  return { type: "MultiPoint" as const, coordinates }
}
