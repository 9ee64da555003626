/** Pixels of the tallest bar, and of one that took no time at all: it must still be hit by a finger. */
const TALLEST = 64
const SHORTEST = 10

/** A height in pixels for each duration (milliseconds): the root of its share, since runs of 1 s and of 1 h lie side by side. */
export function barHeights(durations: readonly number[]): readonly number[] {
  const longest = Math.max(1, ...durations)
  return durations.map((duration) =>
    Math.round(SHORTEST + (TALLEST - SHORTEST) * Math.sqrt(Math.max(0, duration) / longest)),
  )
}
