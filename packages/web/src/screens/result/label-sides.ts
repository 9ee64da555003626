/** Where a place's number stands beside its dot. */
export type Side = "above" | "below" | "after" | "before"

const SIDES: readonly Side[] = ["above", "below", "after", "before"]
/** Degrees: numbers of places closer than this would lie over one another. */
const NEAR = 9

type Position = { readonly latitude: number; readonly longitude: number }

/** A side for each place's number, such that those of places near each other stand on different ones, as far as there are. */
export function labelSides(places: readonly Position[]): readonly Side[] {
  const sides: Side[] = []
  for (const place of places) {
    const taken = places
      .slice(0, sides.length)
      .flatMap((other, index) => (isNear(place, other) ? [sides[index]!] : []))
    const leastTaken = [...SIDES].sort((left, right) => countOf(taken, left) - countOf(taken, right))
    sides.push(leastTaken[0]!)
  }
  return sides
}

function isNear(left: Position, right: Position): boolean {
  return Math.hypot(left.latitude - right.latitude, left.longitude - right.longitude) < NEAR
}

function countOf(sides: readonly Side[], side: Side): number {
  return sides.filter((taken) => taken === side).length
}
