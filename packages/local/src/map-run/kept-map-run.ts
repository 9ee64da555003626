import type { StopReason } from "../interpreter/execution.ts"
import type { Batch } from "./batcher.ts"

/** What a map run may be told while it runs. */
export type MapRunLimits = {
  /** Children at a time; 0 is no limit of its own. */
  readonly concurrency: number
  readonly toleratedCount: number | null
  /** 0 to 100. */
  readonly toleratedPercent: number | null
}

export type MapRunStart = {
  /** Where the map run stands in its execution: the event by which its state was entered, and how often that was tried before. */
  readonly entered: number
  readonly attempt: number
  readonly label: string
  readonly isExpress: boolean
  readonly limits: MapRunLimits
  readonly uuid: () => string
}

/** The map runs of a line of states. */
export type MapRuns = {
  /** Starts a map run or, where one was begun in this place before the process was killed, goes on with it. */
  open(start: MapRunStart): KeptMapRun
}

/** A child execution that has not ended. `place` counts the batches of its map run. */
export type KeptChild = {
  readonly id: number
  readonly place: number
  readonly name: string
  readonly batch: Batch
  readonly redrives: number
}

export type ChildStatus = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED"

/** `output` is JSON. */
export type ChildOutcome =
  | { readonly status: "SUCCEEDED"; readonly output: string }
  | { readonly status: "FAILED" | "TIMED_OUT"; readonly error: string; readonly cause: string }
  | ({ readonly status: "ABORTED" } & StopReason)

/** A child as it is kept; times are milliseconds since 1970, `input` and `output` JSON. */
export type ChildRow = {
  readonly id: number
  readonly place: number
  readonly name: string
  readonly status: ChildStatus
  readonly items: number
  readonly started: number | null
  readonly stopped: number | null
  readonly redrives: number
  readonly error: string | null
  readonly cause: string | null
  readonly input: string
  readonly output: string | null
}

/** How a map run ended; `result` is the state's result. */
export type MapRunEnd =
  | { readonly status: "SUCCEEDED"; readonly result: unknown }
  | { readonly status: "FAILED"; readonly error: string | undefined; readonly cause: string | undefined }
  | { readonly status: "ABORTED" }

/** A map run whose children are kept as they come and go. */
export type KeptMapRun = {
  readonly uuid: string
  /** Set where it had ended before the process was killed. */
  readonly ended: MapRunEnd | null
  readonly redrives: number
  /** All items have been read, and the batches are those that are kept. */
  readonly isReadAll: boolean
  /** As they are now: they can be changed from outside. */
  limits(): MapRunLimits
  /** Adds the next batch. Null where an equal one has ended already, before the items were read again. */
  add(batch: Batch, name: () => string): KeptChild | null
  /** All batches have been added. */
  readAll(): void
  /** Items in batches, and in batches that failed. */
  sums(): { readonly items: number; readonly failedItems: number; readonly endedItems: number }
  /** Children that have not started, from a place on. */
  pending(from: number, count: number): readonly KeptChild[]
  startChild(child: KeptChild, time: number): void
  endChild(child: KeptChild, outcome: ChildOutcome, time: number): void
  /** Children that are to be stopped by themselves, by their ids. */
  stopsAsked(): ReadonlyMap<number, StopReason>
  /** Children in the order of their places. */
  children(statuses: readonly ChildStatus[]): Iterable<ChildRow>
  end(end: MapRunEnd): void
}
