import type { BatchView } from "@mapfold/core/status/batch-view"

/** What a batch's time went into. "other" is what no log file accounts for: the start of a Lambda, waiting in between. */
export const TIMING_PARTS = ["queue", "read", "compute", "write", "other"] as const
export type TimingPart = (typeof TIMING_PARTS)[number]

/** Milliseconds; null where the log file has no such figure. */
export type Timings = {
  readonly totalMs: number
  readonly parts: readonly { readonly part: TimingPart; readonly ms: number | null }[]
}

/** The sums over a batch's attempts. Reading and computing overlap: where they are more than the time, the bar is theirs. */
export function timingsOf(batch: Pick<BatchView, "queueMs" | "attempts">, durationMs: number): Timings {
  const sums = {
    queue: batch.queueMs,
    read: sum(batch.attempts.map(({ readMs }) => readMs)),
    compute: sum(batch.attempts.map(({ computeMs }) => computeMs)),
    write: sum(batch.attempts.map(({ writeMs }) => writeMs)),
  }
  const accounted = Object.values(sums).reduce<number>((total, ms) => total + (ms ?? 0), 0)
  const other = Math.max(0, durationMs - accounted)
  const parts = TIMING_PARTS.map((part) => ({ part, ms: part === "other" ? other : sums[part] }))
  return { totalMs: Math.max(durationMs, accounted), parts }
}

function sum(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null)
  return known.length === 0 ? null : known.reduce((total, figure) => total + figure, 0)
}
