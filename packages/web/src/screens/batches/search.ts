import type { BatchStatus } from "@mapfold/core/status/batch-view"
import { choiceOf, textOf } from "../../app/search-values.ts"

/** In the order in which they are told: what goes well first. */
export const BATCH_STATUSES = [
  "SUCCEEDED",
  "RUNNING",
  "PENDING",
  "FAILED",
  "TIMED_OUT",
  "ABORTED",
] as const satisfies readonly BatchStatus[]
export const BATCH_SORTS = ["start", "duration", "items", "status"] as const
export type BatchSort = (typeof BATCH_SORTS)[number]

export type BatchesSearch = {
  /** The open batch: its child execution's name. */
  readonly batch?: string | undefined
  /** Only batches in this state. */
  readonly status?: BatchStatus | undefined
  /** The table instead of the grid. */
  readonly view?: "table" | undefined
  readonly sort?: BatchSort | undefined
}

export function readBatchesSearch({ batch, status, view, sort }: Record<string, unknown>): BatchesSearch {
  return {
    batch: textOf(batch, 80),
    status: choiceOf(status, BATCH_STATUSES),
    view: choiceOf(view, ["table"]),
    sort: choiceOf(sort, BATCH_SORTS),
  }
}
