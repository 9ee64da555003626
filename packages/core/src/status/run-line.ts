import type { ObjectCounts, RecordCounts } from "../workflow/payloads.ts"

export type RunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED"

/** A run in the list of runs. What is not known yet, or never will be, is null. */
export type RunLine = {
  readonly run: string
  readonly status: RunStatus
  readonly job: string | null
  readonly params: Readonly<Record<string, unknown>> | null
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly endedAt: string | null
  /** Milliseconds, up to now while it runs. */
  readonly durationMs: number
  readonly objects: ({ readonly listed: number } & ObjectCounts) | null
  readonly records: RecordCounts | null
  /** Bytes read of processed objects. */
  readonly bytes: number | null
  /** US dollars, estimated from the prices of `plan/prices.ts`. Null on the embedded engine: it costs nothing. */
  readonly cost: number | null
  /** False where objects or records are missing from the result; null before there is one. */
  readonly complete: boolean | null
  readonly error: string | null
  /** The run that it repairs. */
  readonly repairs: string | null
  /** The run that it reduces again. */
  readonly reduces?: string | null | undefined
  readonly redrives: number
}

export type RunPage = { readonly runs: readonly RunLine[]; readonly next: string | null }
