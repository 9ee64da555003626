import { MAX_SECONDS } from "@mapfold/core/workflow/asl/state-fields"
import type { TaskState } from "@mapfold/core/workflow/asl/task-state"
import { HeartbeatMissed, StateFailed } from "../errors.ts"
import { openTask } from "../tasks/open-task.ts"
import type { Task } from "../tasks/task.ts"
import { evaluate, evaluateOptional } from "./evaluate.ts"
import { withRetryAndCatch } from "./failure.ts"
import { leave, nextOf } from "./leave.ts"
import { checkLimit } from "./payload-limit.ts"
import { record, recordAside, type Step, type Thread, type Visit } from "./thread.ts"
import { makeTimer, withTimeout } from "./timeout.ts"

/** A task that calls a function or a service. */
export function runTask(visit: Visit<TaskState>): Promise<Step> {
  const { thread, state } = visit
  const attempt = async (): Promise<Step> => {
    const seconds = await secondsOf(visit)
    const result = await call(visit, openTask(visit, await argumentsOf(visit)), seconds)
    return leave(visit, state, { result }, result, nextOf(state))
  }
  // a branch or an iteration that a task's failure ends is ended within the task
  const uncaught = () => {
    if (thread.outer !== null) recordAside(thread, "TaskStateAborted")
    thread.openState = null
  }
  return withRetryAndCatch(visit, attempt, { uncaught })
}

async function argumentsOf(visit: Visit<TaskState>): Promise<unknown> {
  const { Arguments } = visit.state
  const value = Arguments === undefined ? visit.input : await evaluate(visit, Arguments, "Arguments")
  checkLimit(visit.thread, visit.name, value)
  return value
}

type Seconds = { readonly timeout: number | undefined; readonly heartbeat: number | undefined }

const RANGE = { integer: true, minimum: 1, maximum: MAX_SECONDS } as const

async function secondsOf(visit: Visit<TaskState>): Promise<Seconds> {
  const { TimeoutSeconds, HeartbeatSeconds } = visit.state
  return {
    timeout: await evaluateOptional(visit, TimeoutSeconds, "TimeoutSeconds", RANGE),
    heartbeat: await evaluateOptional(visit, HeartbeatSeconds, "HeartbeatSeconds", RANGE),
  }
}

/** Neither functions nor services send heartbeats: the shorter of the two is what an attempt may take. */
async function call(visit: Visit<TaskState>, task: Task, { timeout, heartbeat }: Seconds): Promise<unknown> {
  const { thread } = visit
  const { ports } = thread
  const seconds = Math.min(timeout ?? Number.POSITIVE_INFINITY, heartbeat ?? Number.POSITIVE_INFINITY)
  const late = () =>
    seconds === heartbeat ? new HeartbeatMissed() : new StateFailed("States.Timeout", undefined)
  record(thread, task.events.scheduled, {
    ...task.scheduled,
    ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
  })
  record(thread, task.events.started, task.named)
  const milliseconds = seconds === Number.POSITIVE_INFINITY ? undefined : seconds * 1_000
  try {
    const run = () => withTimeout(thread.signal, makeTimer(ports, milliseconds), task.run, late)
    const result = await (recall(thread, task.events, late) ?? run())
    checkLimit(thread, task.name, result)
    record(thread, task.events.succeeded, { ...task.named, output: result })
    return result
  } catch (error) {
    if (error instanceof StateFailed) {
      const type = error.error === "States.Timeout" ? task.events.timedOut : task.events.failed
      record(thread, type, { ...task.named, error: error.error, cause: error.causeText })
    }
    throw error
  }
}

/** What the task had come to before the process was killed; undefined where it had not ended. */
function recall(
  { told: [told] }: Thread,
  { succeeded, failed, timedOut }: Task["events"],
  late: () => Error,
): Promise<unknown> | undefined {
  const { output = null, error, cause } = told?.details ?? {}
  if (told?.type === succeeded) return Promise.resolve(output)
  if (told?.type === timedOut) return Promise.reject(late())
  if (told?.type === failed) return Promise.reject(new StateFailed(textOf(error), textOf(cause)))
  return undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}
