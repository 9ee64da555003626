import type { Catcher, Retrier } from "@mapfold/core/workflow/asl/failure-rules"
import { MAX_SECONDS } from "@mapfold/core/workflow/asl/state-fields"
import type { MapState, ParallelState } from "@mapfold/core/workflow/asl/states"
import type { TaskState } from "@mapfold/core/workflow/asl/task-state"
import { HeartbeatMissed, StateFailed } from "../errors.ts"
import { throwIfAborted } from "./aborted.ts"
import type { Note } from "./kept-lines.ts"
import { leave } from "./leave.ts"
import type { Step, Visit } from "./thread.ts"

/** What nothing retries or catches, and what AWS ends an execution with at once, whatever it is in. */
const RUNTIME = "States.Runtime"

/** AWS's defaults. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const DEFAULTS = { intervalSeconds: 1, maxAttempts: 3, backoffRate: 2 }

/** What a state's history tells when no Retry is left: before a Catch is looked for, and where there is none. */
export type FailureEvents = { failed?(): void; uncaught?(): void }

type Failing = Visit<TaskState | ParallelState | MapState>

export function isRuntime(error: unknown): boolean {
  return error instanceof StateFailed && error.error === RUNTIME
}

/** Tries until it works, no Retry is left or another error comes; then looks for a Catch. */
export async function withRetryAndCatch(
  visit: Failing,
  attempt: (note: Note) => Promise<Step>,
  events: FailureEvents = {},
): Promise<Step> {
  // the attempt that goes on after its process was killed knows of those before it
  let { used = [] } = visit.thread.told[0]?.note ?? {}
  for (;;) {
    visit.retries = used.reduce((sum, count) => sum + count, 0)
    try {
      return await attempt(visit.retries === 0 ? NO_NOTE : { used })
    } catch (error) {
      if (!(error instanceof StateFailed) || isRuntime(error)) throw error
      const at = visit.state.Retry?.findIndex((rule) => matches(rule, error, visit)) ?? -1
      const retrier = visit.state.Retry?.[at]
      const attempts = used[at] ?? 0
      if (retrier === undefined || attempts >= (retrier.MaxAttempts ?? DEFAULTS.maxAttempts)) {
        return caught(visit, error, events)
      }
      used = visit.state.Retry!.map((_, index) => (used[index] ?? 0) + (index === at ? 1 : 0))
      await backOff(visit, delayOf(retrier, attempts, visit.thread.ports.random))
    }
  }
}

const NO_NOTE: Note = {}

/** Waits so many milliseconds after the failure, which may have been before the process was killed. */
async function backOff({ thread }: Failing, milliseconds: number): Promise<void> {
  const { ports, signal, told, toldTime } = thread
  const passed = toldTime === null ? 0 : Math.max(0, ports.now() - toldTime)
  // what comes next has begun: it was waited for already
  if (told.length === 0) await ports.sleep(Math.max(0, milliseconds - passed), signal)
  throwIfAborted(signal)
}

/** Milliseconds before the retry after so many: exponential, bounded, and with full jitter anything up to that. */
export function delayOf(retrier: Retrier, attempts: number, random: () => number): number {
  const interval = retrier.IntervalSeconds ?? DEFAULTS.intervalSeconds
  const grown = interval * (retrier.BackoffRate ?? DEFAULTS.backoffRate) ** attempts
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? MAX_SECONDS)
  return Math.round(seconds * 1_000 * (retrier.JitterStrategy === "FULL" ? random() : 1))
}

async function caught(visit: Failing, error: StateFailed, events: FailureEvents): Promise<Step> {
  events.failed?.()
  const at = visit.state.Catch?.findIndex((rule) => matches(rule, error, visit)) ?? -1
  const catcher = visit.state.Catch?.[at]
  if (catcher === undefined) {
    events.uncaught?.()
    throw error
  }
  const errorOutput = { Error: error.error ?? "", Cause: error.causeText ?? "" }
  try {
    return await leave(visit, catcher, { errorOutput }, errorOutput, catcher.Next, `Catch[${at}]/`)
  } catch (again) {
    if (again instanceof StateFailed) {
      events.failed?.()
      events.uncaught?.()
    }
    throw again
  }
}

function matches(rule: Retrier | Catcher, failed: StateFailed, visit: Visit): boolean {
  const { error } = failed
  return rule.ErrorEquals.some((name) => {
    if (name === error) return true
    if (name === "States.HeartbeatTimeout") return failed instanceof HeartbeatMissed
    if (error === "States.DataLimitExceeded") return false
    if (name === "States.ALL") return true
    return name === "States.TaskFailed" && visit.state.Type === "Task" && error !== "States.Timeout"
  })
}
