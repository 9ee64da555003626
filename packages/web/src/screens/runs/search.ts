import type { RunStatus } from "@mapfold/core/status/run-line"
import { choiceOf, textOf } from "../../app/search-values.ts"

export const RUN_STATUSES = [
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "TIMED_OUT",
  "ABORTED",
] as const satisfies readonly RunStatus[]

export type RunsSearch = {
  readonly status?: RunStatus | undefined
  /** Where the page begins: what the page before answered as its next. */
  readonly after?: string | undefined
}

export function readRunsSearch({ status, after }: Record<string, unknown>): RunsSearch {
  return { status: choiceOf(status, RUN_STATUSES), after: textOf(after, 4_096) }
}
