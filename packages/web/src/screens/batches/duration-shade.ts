/** Shades from the shortest durations to the longest. */
export const SHADES = 5
/** Of 100 batches so many at either end are as light or as dark as can be: a few stragglers must not make all others alike. */
const ENDS = 2

/** Where a duration is between the short and the long ones, as 0 to `SHADES - 1`, on a logarithmic scale. */
export type DurationScale = {
  /** From here down a batch has the first shade. Milliseconds. */
  readonly low: number
  /** From here up a batch has the last one. Milliseconds. */
  readonly high: number
  shadeOf(durationMs: number): number
}

export function makeDurationScale(durations: readonly number[]): DurationScale {
  const sorted = [...durations].sort((left, right) => left - right)
  const end = Math.floor((sorted.length * ENDS) / 100)
  const low = sorted[end] ?? 0
  const high = sorted[sorted.length - 1 - end] ?? 0
  const span = Math.log(high + 1) - Math.log(low + 1)
  return {
    low,
    high,
    shadeOf(durationMs) {
      // Of batches that took about as long as each other none is the slow one.
      if (span < 0.05) return Math.floor(SHADES / 2)
      const place = (Math.log(durationMs + 1) - Math.log(low + 1)) / span
      return Math.min(SHADES - 1, Math.max(0, Math.floor(place * SHADES)))
    },
  }
}
