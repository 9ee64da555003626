import type { Catcher, Retrier } from "@mapfold/core/workflow/asl/failure-rules"
import type { MapState, ParallelState, TaskState } from "@mapfold/core/workflow/asl/states"
import { StateFailed } from "../errors.ts"
import { throwIfAborted } from "./aborted.ts"
import { leave } from "./leave.ts"
import type { Step, Visit } from "./thread.ts"

/** Errors that States.ALL does not stand for. */
const FATAL = ["States.DataLimitExceeded", "States.Runtime"]

/** AWS's defaults. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const DEFAULTS = { intervalSeconds: 1, maxAttempts: 3, backoffRate: 2 }

/** Tries until it works, no Retry is left or another error comes; then looks for a Catch. */
export async function withRetryAndCatch(
  visit: Visit<TaskState | ParallelState | MapState>,
  attempt: () => Promise<Step>,
): Promise<Step> {
  const used = new Map<Retrier, number>()
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof StateFailed)) throw error
      const retrier = visit.state.Retry?.find((rule) => matches(rule, error, visit))
      const attempts = retrier === undefined ? 0 : (used.get(retrier) ?? 0)
      if (retrier === undefined || attempts >= (retrier.MaxAttempts ?? DEFAULTS.maxAttempts)) {
        return caught(visit, error)
      }
      used.set(retrier, attempts + 1)
      await visit.thread.ports.sleep(
        delayOf(retrier, attempts, visit.thread.ports.random),
        visit.thread.signal,
      )
      throwIfAborted(visit.thread.signal)
      visit.retries++
    }
  }
}

/** Milliseconds before the retry after so many: exponential, bounded, and with full jitter anything up to that. */
export function delayOf(retrier: Retrier, attempts: number, random: () => number): number {
  const interval = retrier.IntervalSeconds ?? DEFAULTS.intervalSeconds
  const grown = interval * (retrier.BackoffRate ?? DEFAULTS.backoffRate) ** attempts
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY)
  return Math.round(seconds * 1_000 * (retrier.JitterStrategy === "FULL" ? random() : 1))
}

async function caught(visit: Visit<TaskState | ParallelState | MapState>, error: StateFailed): Promise<Step> {
  const catcher = visit.state.Catch?.find((rule) => matches(rule, error, visit))
  if (catcher === undefined) throw error
  const errorOutput = {
    Error: error.error ?? "",
    ...(error.causeText === undefined ? {} : { Cause: error.causeText }),
  }
  return leave(visit, catcher, { errorOutput }, errorOutput, catcher.Next)
}

function matches(rule: Retrier | Catcher, { error }: StateFailed, visit: Visit): boolean {
  return rule.ErrorEquals.some((name) => {
    if (name === error) return true
    if (FATAL.includes(error ?? "")) return false
    if (name === "States.ALL") return true
    if (name === "States.Timeout") return error === "States.HeartbeatTimeout"
    return name === "States.TaskFailed" && visit.state.Type === "Task" && error !== "States.Timeout"
  })
}
