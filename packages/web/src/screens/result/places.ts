import type { ResultRow } from "./columns.ts"

/** A place on the map with the rows that are of it. Degrees. */
export type Place = {
  readonly latitude: number
  readonly longitude: number
  readonly rows: readonly ResultRow[]
}

/** Where the rows are, those of one place together; null where the result has no positions at all. */
export function placesOf(columns: readonly string[], rows: readonly ResultRow[]): readonly Place[] | null {
  if (!columns.includes("latitude") || !columns.includes("longitude")) return null
  const places = new Map<string, Place>()
  for (const row of rows) {
    const { latitude, longitude } = row
    if (!isWithin(latitude, 90) || !isWithin(longitude, 180)) continue
    const at = `${latitude} ${longitude}`
    places.set(at, { latitude, longitude, rows: [...(places.get(at)?.rows ?? []), row] })
  }
  return [...places.values()]
}

function isWithin(degrees: unknown, most: number): degrees is number {
  return typeof degrees === "number" && Math.abs(degrees) <= most
}
