import type { Report } from "../report/report.ts"
import type { RunLine } from "./run-line.ts"

/** A state of the workflow in this run. */
export type StateView = {
  readonly name: string
  /** Pass, Task, Choice, Map, Succeed, Fail … */
  readonly type: string
  readonly status: "waiting" | "running" | "succeeded" | "failed" | "caught" | "aborted"
  readonly enteredAt: string | null
  readonly exitedAt: string | null
  /** Names of the states that may follow. */
  readonly next: readonly string[]
}

/** A number of things in each state that DescribeMapRun counts. */
export type MapRunCounts = {
  readonly pending: number
  readonly running: number
  readonly succeeded: number
  readonly failed: number
  readonly timedOut: number
  readonly aborted: number
  readonly total: number
  readonly resultsWritten: number
}

export type MapRunView = {
  readonly arn: string
  /** The name of its state. */
  readonly label: string
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED"
  readonly startedAt: string
  readonly endedAt: string | null
  readonly maxConcurrency: number
  readonly toleratedFailurePercentage: number
  readonly toleratedFailureCount: number
  readonly redrives: number
  readonly items: MapRunCounts
  readonly batches: MapRunCounts
}

/** How far a run is. Rows and bytes are extrapolated from the batches so far, and exact once the run has ended. */
export type ProgressView = {
  readonly phase: "preparing" | "mapping" | "reducing" | "ended"
  /** `listed` grows while the bucket is still being listed. */
  readonly objects: { readonly listed: number; readonly done: number; readonly failed: number }
  readonly rows: number | null
  readonly bytes: number | null
  readonly isEstimated: boolean
  /** Over the run so far. */
  readonly rowsPerSecond: number | null
  readonly bytesPerSecond: number | null
  readonly secondsLeft: number | null
}

/** What a person may do with a run now: null where it may be done, else why not. */
export type RunActions = {
  readonly stop: string | null
  readonly redrive: string | null
  readonly repair: string | null
}

/** What `mapfold run` takes to read the same objects by the same job. */
export type RunSource = {
  /** `--input`: `s3://bucket/prefix`, or a folder. */
  readonly input: string
  /** `--jobs`: null where the jobs are Mapfold's own, or are not on this machine. */
  readonly jobFile: string | null
}

export type RunView = RunLine & {
  readonly arn: string
  /** The execution's input as it was given. */
  readonly request: unknown
  readonly source: RunSource
  /** What the execution answered; null where it did not, or has not yet. */
  readonly output?: unknown
  readonly states: readonly StateView[]
  /** The last one; null before there is any. */
  readonly mapRun: MapRunView | null
  readonly progress: ProgressView
  /** Null until Reduce has written one. */
  readonly report: Report | null
  readonly failure: { readonly name: string; readonly message: string; readonly state: string | null } | null
  readonly actions: RunActions
  /** Runs that repair this one. */
  readonly repairedBy: readonly string[]
}
