import type { BatchLine } from "@mapfold/core/status/batch-view"
import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { useAllBatches } from "../../api/all-batches.ts"
import { isOver, runQuery } from "../../api/queries.ts"
import { countByStatus, durationOf, type StatusCounts, slowestOf } from "./batch-index.ts"
import { type DurationScale, makeDurationScale } from "./duration-shade.ts"
import type { BatchesSearch } from "./search.ts"
import { medianDuration } from "./sort-lines.ts"
import { useTroubledBatches } from "./troubled.ts"
import { useNow } from "./use-now.ts"

/** Batches that are called out. */
const SLOWEST = 5
/** Cells of batches that have not started: beyond these only their number is told. */
const MOST_PENDING = 10_000

/** What the views of the batches show. */
export type Batches = {
  /** All that are known, in the order of their start. */
  readonly lines: readonly BatchLine[]
  /** Those in the state that was chosen. */
  readonly chosen: readonly BatchLine[]
  /** The place of each batch by its start, 1 the first. */
  readonly places: ReadonlyMap<string, number>
  readonly troubled: ReadonlySet<string>
  readonly counts: StatusCounts
  /** Cells to draw of batches that have not started; `counts` has them all. */
  readonly pending: number
  readonly total: number
  readonly scale: DurationScale
  readonly slowest: readonly BatchLine[]
  /** Milliseconds. */
  readonly median: number
  /** Lanes that the timeline may come to need; undefined when it is known how many it has. */
  readonly mostLanes: number | undefined
  readonly isRunOver: boolean
  /** False while pages are still being read for the first time. */
  readonly isWhole: boolean
  readonly now: number
}

export type BatchesState = {
  /** Undefined before the first page is there. */
  readonly batches: Batches | undefined
  readonly error: Error | null
  readonly tryAgain: () => void
}

/** The batches of a run, kept up to date while it goes on. */
export function useBatches(run: string, status: BatchesSearch["status"]): BatchesState {
  const view = useQuery(runQuery(run))
  const isRunOver = view.data !== undefined && isOver(view.data.status)
  const all = useAllBatches({ run, redrives: view.data?.redrives ?? 0, isRunOver })
  const troubled = useTroubledBatches(run)
  const now = useNow(view.data !== undefined && !isRunOver)
  const lines = useMemo(() => all.data?.lines ?? [], [all.data])
  const derived = useDerived(lines, status, now)
  const tryAgain = () => void Promise.all([view.refetch(), all.refetch()])
  if (all.data === undefined || view.data === undefined)
    return { batches: undefined, error: all.error ?? view.error, tryAgain }

  const { mapRun } = view.data
  const total = mapRun?.batches.total ?? lines.length
  // The list and the counts are of two moments: what one has as started is not pending any more.
  const notStarted = Math.max(0, Math.min(mapRun?.batches.pending ?? 0, total - lines.length))
  const isPendingShown = status === undefined || status === "PENDING"
  const batches: Batches = {
    ...{ lines, troubled, total, isRunOver, now },
    ...derived,
    counts: { ...countByStatus(lines), PENDING: notStarted },
    pending: isPendingShown ? Math.min(notStarted, MOST_PENDING) : 0,
    mostLanes: isRunOver ? undefined : Math.min(mapRun?.maxConcurrency ?? total, total),
    isWhole: all.data.isWhole,
  }
  return { batches, error: null, tryAgain }
}

/** What is reckoned from 10,000 batches, and so only when they have changed. */
function useDerived(lines: readonly BatchLine[], status: BatchesSearch["status"], now: number) {
  const chosen = useMemo(
    () => (status === undefined ? lines : lines.filter((line) => line.status === status)),
    [lines, status],
  )
  const places = useMemo(() => new Map(lines.map(({ child }, index) => [child, index + 1])), [lines])
  const scale = useMemo(() => {
    const ended = lines.filter(({ endedAt }) => endedAt !== null)
    return makeDurationScale(ended.map((line) => durationOf(line, 0)))
  }, [lines])
  const slowest = useMemo(() => slowestOf(chosen, SLOWEST, now), [chosen, now])
  const median = useMemo(() => medianDuration(lines, now), [lines, now])
  return { chosen, places, scale, slowest, median }
}
