import type { Failure, Reject } from "../batch/batch-file.ts"
import type { LogLine } from "./log-view.ts"

export type BatchStatus = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED"

/** A child execution, as ListExecutions tells of it. */
export type BatchLine = {
  /** The child execution's name. */
  readonly child: string
  readonly status: BatchStatus
  readonly startedAt: string
  readonly endedAt: string | null
  readonly items: number
  readonly redrives: number
}

/** Up to 1,000 of them, the ones that started last first. Those that have not started are only counted. */
export type BatchPage = { readonly batches: readonly BatchLine[]; readonly next: string | null }

/** One call of Process. Milliseconds. */
export type AttemptView = {
  /** The batch file that it wrote. */
  readonly batch: string
  readonly startedAt: string
  readonly objects: number
  readonly durationMs: number
  /** Null where the log file has no such figure. */
  readonly readMs: number | null
  readonly computeMs: number | null
  readonly writeMs: number | null
  /** Requests to S3 that had to be sent again. */
  readonly retries: number | null
  readonly requestId: string | null
  readonly logStream: string | null
}

export type BatchView = BatchLine & {
  readonly arn: string
  /** From the child's start until Process began. */
  readonly queueMs: number | null
  /** The first 1,000. */
  readonly files: readonly { readonly key: string; readonly size: number; readonly etag: string }[]
  readonly attempts: readonly AttemptView[]
  /** Why the child failed as a whole. */
  readonly error: { readonly name: string; readonly message: string } | null
  readonly failures: readonly Failure[]
  readonly rejects: { readonly total: number; readonly examples: readonly Reject[] }
}

/** The log lines of one batch. */
export type BatchLog = { readonly lines: readonly LogLine[]; readonly isCut: boolean }
