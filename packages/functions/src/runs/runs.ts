import type { Plan } from "@mapfold/core/plan/plan"
import type { BatchLog, BatchPage, BatchView } from "@mapfold/core/status/batch-view"
import type { FailedObjectPage, FailuresView, RejectPage } from "@mapfold/core/status/failure-view"
import type { LogFilter } from "@mapfold/core/status/log-filter"
import type { LogPage } from "@mapfold/core/status/log-view"
import type { QualityView } from "@mapfold/core/status/quality-view"
import type { ResultView } from "@mapfold/core/status/result-view"
import type { RunPage, RunStatus } from "@mapfold/core/status/run-line"
import type { RunView } from "@mapfold/core/status/run-view"
import type { JobView, SiteView } from "@mapfold/core/status/site-view"

/** A page of something, and where it goes on: what the page before answered as `next`. */
export type Paging = { readonly after?: string | undefined; readonly count?: number | undefined }

export type CauseChoice = { readonly kind: "object" | "record"; readonly name: string }

/** A file of a run, as it is read. */
export type Download = {
  readonly name: string
  readonly contentType: string
  /** Null where it is made while it is sent. */
  readonly bytes: number | null
  readonly body: ReadableStream<Uint8Array>
}

/**
 * The runs of one stage, wherever its engine is: what the status API and `mapfold … --stage` read and do. All of them throw
 * by name: `NoSuchRun`, `NoSuchBatch`, `NotYet` (no report or result so far), `NotAllowed` (an action that the run's state
 * forbids), `InvalidRunInput`, `InvalidRequest` (a page that goes on from nothing), `Throttled`, `AccessDenied`,
 * `SessionExpired`, `Unreachable`. A page may be short, or empty, and still go on: `next` alone says whether it does.
 */
export type Runs = {
  site(): Promise<SiteView>
  jobs(): Promise<readonly JobView[]>
  plan(request: unknown): Promise<Plan>
  /** Answers the run's name. */
  start(request: unknown, name?: string): Promise<{ readonly run: string }>
  list(options?: Paging & { readonly status?: RunStatus | undefined }): Promise<RunPage>
  read(run: string): Promise<RunView>
  batches(run: string, paging?: Paging): Promise<BatchPage>
  batch(run: string, child: string): Promise<BatchView>
  batchLog(run: string, child: string): Promise<BatchLog>
  failures(run: string): Promise<FailuresView>
  failedObjects(run: string, cause: CauseChoice, paging?: Paging): Promise<FailedObjectPage>
  rejects(
    run: string,
    options: Paging & { readonly object?: string | undefined; readonly rule?: string | undefined },
  ): Promise<RejectPage>
  quality(run: string): Promise<QualityView>
  result(run: string): Promise<ResultView>
  /** "result.json", "result.csv", or "failures.jsonl": failed objects and rejected records, one a line. */
  download(run: string, name: "result.json" | "result.csv" | "failures.jsonl"): Promise<Download>
  logs(run: string, filter: LogFilter, paging?: Paging): Promise<LogPage>
  stop(run: string): Promise<void>
  redrive(run: string): Promise<void>
  /** Starts a run that repairs this one, and answers its name. */
  repair(run: string, name?: string): Promise<{ readonly run: string }>
  /** Starts a run that reduces again what this one kept, and answers its name. */
  reduce(run: string, name?: string): Promise<{ readonly run: string }>
}
