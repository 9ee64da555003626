import type {
  DescribeExecutionOutput,
  DescribeMapRunOutput,
  ExecutionListItem,
  HistoryEvent,
} from "@aws-sdk/client-sfn"
import type { Planted } from "./plant.ts"

/** What a step came to, or why it came to nothing. */
export type Found<T> = { readonly found: T } | { readonly lost: string }

/** What a call answered, where an error is an answer too. */
export type Answer<T> =
  | { readonly answer: T }
  | { readonly error: { readonly name: string; readonly message: string } }

/** One file that ResultWriter wrote. */
export type ResultFile = {
  readonly key: string
  /** The key of the manifest that names it. */
  readonly manifest: string
  /** As that names it: SUCCEEDED, FAILED, PENDING. */
  readonly kind: string
  readonly text: string
}

export type MapRunEvidence = {
  readonly described: DescribeMapRunOutput
  readonly children: readonly ExecutionListItem[]
  /** DescribeExecution of the first child. */
  readonly child: Answer<DescribeExecutionOutput> | null
}

/** All that AWS says of one run. */
export type RunEvidence = {
  readonly run: string
  /** The execution's input. */
  readonly request: unknown
  readonly execution: DescribeExecutionOutput
  readonly history: readonly HistoryEvent[]
  readonly definition: unknown
  readonly mapRuns: readonly MapRunEvidence[]
  /** Every manifest under `runs/<run>/map/`, the one written last at the end. */
  readonly manifests: readonly { readonly key: string; readonly content: unknown }[]
  readonly files: readonly ResultFile[]
  /** `runs/<run>/report.json`, or null. */
  readonly report: unknown
}

/** Lines of a log group that name a run, as they came. */
export type LogEvidence = { readonly group: string; readonly lines: readonly string[] }

/** What all checks are made of: what was put there and what AWS answered. */
export type Evidence = {
  readonly planted: Planted
  /** 20 objects, of which some are bad and nothing is tolerated: as it failed, and as it was after a redrive. */
  readonly refused: Found<{ readonly first: RunEvidence; readonly redriven: RunEvidence }>
  /** The same, repaired once the objects were mended. */
  readonly repaired: Found<{
    readonly run: RunEvidence
    /** A redrive of the run that succeeded. */
    readonly redrive: Answer<unknown>
    /** A start with the run's name and another input. */
    readonly namesake: Answer<unknown>
    /** `latest.json` beside the result. */
    readonly latest: unknown
  }>
  readonly empty: Found<RunEvidence>
  /** A chosen key that is not there. */
  readonly missing: Found<RunEvidence>
  /** Good objects, in batches of at most `BATCH_BYTES`. */
  readonly small: Found<RunEvidence>
  /** Stopped while one child ran and the others had ended; then that child's object was removed, and the run redriven. */
  readonly stopped: Found<{ readonly stopped: RunEvidence; readonly redriven: RunEvidence }>
  /** One object takes longer than a call of Process may. */
  readonly killed: Found<RunEvidence>
  readonly logs: Found<{ readonly workflow: LogEvidence; readonly process: LogEvidence }>
}
