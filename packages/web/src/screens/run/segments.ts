import type { MapRunCounts } from "@mapfold/core/status/run-view"
import type { Tone } from "../../parts/tone.ts"

/** The states that DescribeMapRun counts, in the order in which the bar shows them: done, under way, to come, lost. */
export const SEGMENTS = [
  ["succeeded", "good"],
  ["running", "run"],
  ["pending", "wait"],
  ["failed", "bad"],
  ["timedOut", "late"],
  ["aborted", "stop"],
] as const satisfies readonly (readonly [keyof MapRunCounts, Tone])[]

export type SegmentName = (typeof SEGMENTS)[number][0]

/** A count that is all of its states: `total` lags behind them while the bucket is still being listed. */
export function totalOf(counts: MapRunCounts): number {
  const sum = SEGMENTS.reduce((total, [name]) => total + counts[name], 0)
  return Math.max(sum, counts.total)
}
