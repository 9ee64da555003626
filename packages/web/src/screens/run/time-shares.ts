import type { RunTimes } from "@mapfold/core/report/run-times"

export const TIME_PARTS = ["queue", "read", "compute", "write"] as const
export type TimePart = (typeof TIME_PARTS)[number]

export type TimeShares = {
  /** Milliseconds that all batches took together. */
  readonly totalMs: number
  readonly parts: readonly { readonly part: TimePart; readonly ms: number; readonly share: number }[]
  /** The part that took the most. */
  readonly most: { readonly part: TimePart; readonly share: number }
}

/** What the batches' time went into, as shares of 1; of a run that took no time that a clock could tell, null. */
export function timeSharesOf({ queueMs, readMs, computeMs, writeMs }: RunTimes): TimeShares | null {
  const sums = { queue: queueMs, read: readMs, compute: computeMs, write: writeMs }
  const totalMs = queueMs + readMs + computeMs + writeMs
  if (totalMs === 0) return null
  const parts = TIME_PARTS.map((part) => ({ part, ms: sums[part], share: sums[part] / totalMs }))
  return { totalMs, parts, most: parts.reduce((most, one) => (one.ms > most.ms ? one : most)) }
}
