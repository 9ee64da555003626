import { INVOKE, type InvokeArguments, type TaskState } from "@mapfold/core/workflow/asl/states"
import { FunctionFailed, StateFailed } from "../errors.ts"
import { evaluate, evaluateOptional } from "./evaluate.ts"
import { withRetryAndCatch } from "./failure.ts"
import { leave, nextOf } from "./leave.ts"
import { withinLimit } from "./payload-limit.ts"
import { record, type Step, type Visit } from "./thread.ts"
import { withTimeout } from "./timeout.ts"

/** A task that calls a function: through `lambda:invoke`, or by the function's own ARN. */
export function runTask(visit: Visit<TaskState>): Promise<Step> {
  return withRetryAndCatch(visit, async () => {
    const call = await prepareCall(visit)
    const seconds = await timeoutOf(visit)
    const result = await invoke(visit, call, seconds)
    return leave(visit, visit.state, { result }, result, nextOf(visit.state))
  })
}

type Call = { readonly target: string; readonly payload: unknown }

/** How AWS names the events of the two kinds of resource. */
function eventsOf(resource: string) {
  return resource === INVOKE
    ? {
        scheduled: "TaskScheduled",
        started: "TaskStarted",
        succeeded: "TaskSucceeded",
        failed: "TaskFailed",
        timedOut: "TaskTimedOut",
      }
    : {
        scheduled: "LambdaFunctionScheduled",
        started: "LambdaFunctionStarted",
        succeeded: "LambdaFunctionSucceeded",
        failed: "LambdaFunctionFailed",
        timedOut: "LambdaFunctionTimedOut",
      }
}

async function prepareCall(visit: Visit<TaskState>): Promise<Call> {
  const { Resource, Arguments } = visit.state
  const value = Arguments === undefined ? visit.input : await evaluate(visit, Arguments, "Arguments")
  withinLimit(visit, "input", value)
  if (Resource !== INVOKE) return { target: Resource, payload: value }
  const { FunctionName, Payload = {} } = value as InvokeArguments
  return { target: FunctionName, payload: Payload }
}

type Limit = { readonly seconds: number; readonly error: "States.Timeout" | "States.HeartbeatTimeout" }

/** A function sends no heartbeats: the shorter of the two is what it may take. */
async function timeoutOf(visit: Visit<TaskState>): Promise<Limit | undefined> {
  const timeout = await evaluateOptional(visit, visit.state.TimeoutSeconds, "TimeoutSeconds", "integer")
  const heartbeat = await evaluateOptional(visit, visit.state.HeartbeatSeconds, "HeartbeatSeconds", "integer")
  if (heartbeat !== undefined && heartbeat < (timeout ?? Number.POSITIVE_INFINITY)) {
    return { seconds: heartbeat, error: "States.HeartbeatTimeout" }
  }
  return timeout === undefined ? undefined : { seconds: timeout, error: "States.Timeout" }
}

async function invoke(visit: Visit<TaskState>, call: Call, limit: Limit | undefined): Promise<unknown> {
  const { thread } = visit
  const { ports } = thread
  const resource = visit.state.Resource
  const events = eventsOf(resource)
  const timeoutInSeconds = limit?.seconds
  record(thread, events.scheduled, { resource, parameters: call, timeoutInSeconds })
  record(thread, events.started, { resource })
  try {
    const answer = await withTimeout(
      ports,
      thread.signal,
      timeoutInSeconds === undefined ? undefined : timeoutInSeconds * 1_000,
      (signal) => ports.invoke(call.target, call.payload, { signal }),
      () => new StateFailed(limit?.error, undefined),
    )
    const text = withinLimit(visit, "output", answer)
    const payload: unknown = JSON.parse(text)
    const result =
      resource === INVOKE ? { ExecutedVersion: "$LATEST", Payload: payload, StatusCode: 200 } : payload
    record(thread, events.succeeded, { resource, output: result })
    return result
  } catch (error) {
    const failed = error instanceof FunctionFailed ? toStateFailed(error) : error
    if (failed instanceof StateFailed) {
      const late = failed.error === limit?.error
      record(thread, late ? events.timedOut : events.failed, {
        resource,
        error: failed.error,
        cause: failed.causeText,
      })
    }
    throw failed
  }
}

/** A function's error as Lambda reports it and Step Functions shows it. */
function toStateFailed({ errorType, message, trace }: FunctionFailed): StateFailed {
  return new StateFailed(errorType, JSON.stringify({ errorType, errorMessage: message, trace }))
}
