import type { BatchLine } from "@mapfold/core/status/batch-view"
import { durationOf } from "./batch-index.ts"
import { BATCH_STATUSES, type BatchSort } from "./search.ts"

/** Batches with their place by start, 1 the first. */
export type PlacedLine = { readonly line: BatchLine; readonly place: number }

/** By start the first comes first; by anything else the most, or the worst: of those in one state the troubled ones first. */
export function sortLines(
  lines: readonly BatchLine[],
  sort: BatchSort,
  now: number,
  troubled: ReadonlySet<string>,
): readonly PlacedLine[] {
  const placed = lines.map((line, index) => ({ line, place: index + 1 }))
  if (sort === "start") return placed
  const weightOf = ({ line }: PlacedLine) => {
    if (sort === "duration") return durationOf(line, now)
    if (sort === "items") return line.items
    return BATCH_STATUSES.indexOf(line.status) + (troubled.has(line.child) ? 0.5 : 0)
  }
  return placed.sort((left, right) => weightOf(right) - weightOf(left) || left.place - right.place)
}

/** The duration that half of them took longer than. */
export function medianDuration(lines: readonly BatchLine[], now: number): number {
  const sorted = lines.map((line) => durationOf(line, now)).sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
