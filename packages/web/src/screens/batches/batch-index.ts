import type { BatchLine, BatchPage } from "@mapfold/core/status/batch-view"

/** The batches of a run as far as they are known, in the order in which they started. */
export type BatchIndex = {
  readonly lines: readonly BatchLine[]
  /** False until the first walk over all pages has ended. */
  readonly isWhole: boolean
}

export const NO_BATCHES: BatchIndex = { lines: [], isWhole: false }

/** What of a page is new takes the place of what was known. The same index where nothing is. */
export function mergeBatches(index: BatchIndex, page: BatchPage): BatchIndex {
  const known = new Map(index.lines.map((line) => [line.child, line]))
  const changed = page.batches.filter((line) => !isSame(known.get(line.child), line))
  if (changed.length === 0) return index
  for (const line of changed) known.set(line.child, line)
  return { ...index, lines: [...known.values()].sort(byStart) }
}

/**
 * Whether a walk over the pages (the last started first) must read the next one. The first walk reads them all. A later
 * one stops at a page that brings nothing unknown, once it has met every batch that was not at its end.
 */
export function isWalkOver(before: BatchIndex, walked: readonly BatchPage[]): boolean {
  const last = walked.at(-1)
  if (last === undefined) return false
  if (last.next === null) return true
  if (!before.isWhole) return false
  const known = new Set(before.lines.map(({ child }) => child))
  if (last.batches.some(({ child }) => !known.has(child))) return false
  const met = new Set(walked.flatMap(({ batches }) => batches.map(({ child }) => child)))
  return before.lines.every(({ child, status }) => hasEnded(status) || met.has(child))
}

export function hasEnded(status: BatchLine["status"]): boolean {
  return status !== "PENDING" && status !== "RUNNING"
}

/** Milliseconds; up to `now` while it runs. */
export function durationOf(line: BatchLine, now: number): number {
  const end = line.endedAt === null ? now : Date.parse(line.endedAt)
  return Math.max(0, end - Date.parse(line.startedAt))
}

/** The `count` that took longest, the longest first. */
export function slowestOf(lines: readonly BatchLine[], count: number, now: number): readonly BatchLine[] {
  const timed = lines.map((line) => ({ line, duration: durationOf(line, now) }))
  return timed
    .sort((left, right) => right.duration - left.duration || byStart(left.line, right.line))
    .slice(0, count)
    .map(({ line }) => line)
}

export type StatusCounts = Readonly<Record<BatchLine["status"], number>>

export function countByStatus(lines: readonly BatchLine[]): StatusCounts {
  const counts = { PENDING: 0, RUNNING: 0, SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0 }
  for (const { status } of lines) counts[status]++
  return counts
}

function byStart(left: BatchLine, right: BatchLine): number {
  if (left.startedAt !== right.startedAt) return left.startedAt < right.startedAt ? -1 : 1
  return left.child < right.child ? -1 : 1
}

function isSame(known: BatchLine | undefined, line: BatchLine): boolean {
  return (
    known !== undefined &&
    known.status === line.status &&
    known.endedAt === line.endedAt &&
    known.startedAt === line.startedAt &&
    known.items === line.items &&
    known.redrives === line.redrives
  )
}
