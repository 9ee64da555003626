import type { RunSource } from "@mapfold/core/status/run-view"
import type { ObjectStore } from "@mapfold/core/store/object-store"

/** Where a run has read and written. */
export type RunPlace = {
  /** Holds the run's output bucket, under the name that the target has for it. */
  readonly store: ObjectStore
  readonly source: RunSource
}

/** The places of runs that have others than the target's own: null for all others. */
export type PlaceOf = (run: string) => Promise<RunPlace | null>
