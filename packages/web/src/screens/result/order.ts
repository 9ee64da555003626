import type { ResultRow } from "./columns.ts"

export type Order = "up" | "down"

/** Rows by a column. Rows alike stay in the file's order; those without a value come last, whichever way it is. */
export function sortRows(rows: readonly ResultRow[], column: string, order: Order): readonly ResultRow[] {
  const sign = order === "up" ? 1 : -1
  return [...rows].sort((left, right) => {
    const [a, b] = [left[column] ?? null, right[column] ?? null]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    if (a === b) return 0
    return (a < b ? -1 : 1) * sign
  })
}

export type Rank = { readonly place: number; readonly isTie: boolean }

/** The place of each of sorted rows by a column: rows alike share one, and the next is as many further on (1, 2, 2, 4). */
export function rankRows(sorted: readonly ResultRow[], column: string): readonly (Rank | null)[] {
  const places: (number | null)[] = []
  for (const [index, row] of sorted.entries()) {
    const value = row[column] ?? null
    const before = index === 0 ? undefined : (sorted[index - 1]?.[column] ?? null)
    if (value === null) places.push(null)
    else places.push(value === before ? (places[index - 1] ?? null) : index + 1)
  }
  const sharing = new Map<number, number>()
  for (const place of places) if (place !== null) sharing.set(place, (sharing.get(place) ?? 0) + 1)
  return places.map((place) => (place === null ? null : { place, isTie: sharing.get(place)! > 1 }))
}
