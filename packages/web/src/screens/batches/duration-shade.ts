/** Shades from the shortest durations to the longest. */
export const SHADES = 5

/**
 * Where a duration is between the shortest and the longest, as 0 to `SHADES - 1`. On a logarithmic scale: one straggler
 * of a minute leaves batches of one second and of two apart.
 */
export type DurationScale = {
  readonly shortest: number
  readonly longest: number
  shadeOf(durationMs: number): number
}

export function makeDurationScale(durations: Iterable<number>): DurationScale {
  let shortest = Number.POSITIVE_INFINITY
  let longest = 0
  for (const duration of durations) {
    shortest = Math.min(shortest, duration)
    longest = Math.max(longest, duration)
  }
  if (shortest > longest) shortest = longest
  const low = Math.log(shortest + 1)
  const span = Math.log(longest + 1) - low
  return {
    shortest,
    longest,
    shadeOf(durationMs) {
      // Of batches that took about as long as each other none is the slow one.
      if (span < 0.05) return Math.floor(SHADES / 2)
      const place = (Math.log(durationMs + 1) - low) / span
      return Math.min(SHADES - 1, Math.max(0, Math.floor(place * SHADES)))
    },
  }
}
