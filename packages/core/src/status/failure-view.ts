import type { Failure, Reject } from "../batch/batch-file.ts"

/** Objects that failed of one error, or records that broke one rule. */
export type Cause = {
  readonly kind: "object" | "record"
  /** The error's name, or the rule's. */
  readonly name: string
  /** Failed objects, or rejected records. */
  readonly count: number
  /** Objects that it is found in. Null where only the count is known. */
  readonly objects: number | null
  /** One of its messages. */
  readonly example: string
}

export type FailuresView = {
  readonly causes: readonly Cause[]
  readonly objects: { readonly failed: number; readonly listed: number }
  readonly records: { readonly rejected: number; readonly rows: number; readonly objects: number }
  /** True while the run goes on: more may come. */
  readonly isRunning: boolean
  /** False where no report accounts for all objects: the run goes on, ended before one was written, or its files were removed. */
  readonly hasReport: boolean
  /** True where more has failed than was looked at: the causes are then of what was. */
  readonly isPartial?: boolean | undefined
}

/** An object of a cause. */
export type FailedObject = Failure & {
  /** Child executions that had it; null where that is not known. */
  readonly child: string | null
  /** Rejected records of this cause in it; 0 where the object failed as a whole. */
  readonly rejects: number
}
export type FailedObjectPage = { readonly objects: readonly FailedObject[]; readonly next: string | null }

export type RejectPage = { readonly rejects: readonly Reject[]; readonly next: string | null }
