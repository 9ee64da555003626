/** Where a place's number stands beside its dot. */
export type Side = "above" | "below" | "after" | "before"

/** East and north of the dot, in the order in which they are preferred. */
const SIDES: readonly (readonly [Side, number, number])[] = [
  ["above", 0, 1],
  ["below", 0, -1],
  ["after", 1, 0],
  ["before", -1, 0],
]
/** Degrees: numbers of places closer than this would lie over one another. */
const NEAR = 14
/** Another number that is there already weighs more than the best direction. */
const TAKEN = 3

type Position = { readonly latitude: number; readonly longitude: number }

/** A side for each place's number: away from the places near it, and not where the number of one of those is. */
export function labelSides(places: readonly Position[]): readonly Side[] {
  const sides: Side[] = []
  for (const place of places) {
    const near = places
      .map((other, index) => ({ other, side: sides[index] }))
      .filter(({ other }) => isNear(place, other))
    const [east, north] = direction(
      near.map(({ other }) => [place.longitude - other.longitude, place.latitude - other.latitude]),
    )
    const weights = SIDES.map(([side, x, y]) => {
      const taken = near.filter((neighbour) => neighbour.side === side).length
      return { side, weight: x * east + y * north - taken * TAKEN }
    })
    // The first of those alike: sorting keeps their order.
    sides.push(weights.sort((left, right) => right.weight - left.weight)[0]!.side)
  }
  return sides
}

/** The sum of vectors, one long; none where they cancel out. */
function direction(vectors: readonly (readonly [number, number])[]): readonly [number, number] {
  const [x, y] = vectors.reduce(([x, y], [dx, dy]) => [x + dx, y + dy], [0, 0])
  const length = Math.hypot(x, y)
  return length === 0 ? [0, 0] : [x / length, y / length]
}

function isNear(left: Position, right: Position): boolean {
  return Math.hypot(left.latitude - right.latitude, left.longitude - right.longitude) < NEAR
}
