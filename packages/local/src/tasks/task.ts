import type { Signal } from "../interpreter/signal.ts"

/** A call that is ready to be made, and what an execution's history says of it. */
export type Task = {
  /** Who answers, as AWS names it in a failure: `lambda`, `aws-sdk:s3`, or a function's ARN. */
  readonly name: string
  /** Answers plain JSON that nobody else holds. Throws `StateFailed`. Gives up when the signal says so. */
  run(signal: Signal): Promise<unknown>
  readonly events: TaskEvents
  /** Fields of the event that the call is scheduled with. */
  readonly scheduled: Readonly<Record<string, unknown>>
  /** Fields that the other events begin with. */
  readonly named: Readonly<Record<string, unknown>>
}

/** AWS's names for the events of the two kinds of resource. */
export type TaskEvents = {
  readonly scheduled: string
  readonly started: string
  readonly succeeded: string
  readonly failed: string
  readonly timedOut: string
}

export const SERVICE_EVENTS: TaskEvents = {
  scheduled: "TaskScheduled",
  started: "TaskStarted",
  succeeded: "TaskSucceeded",
  failed: "TaskFailed",
  timedOut: "TaskTimedOut",
}

export const FUNCTION_EVENTS: TaskEvents = {
  scheduled: "LambdaFunctionScheduled",
  started: "LambdaFunctionStarted",
  succeeded: "LambdaFunctionSucceeded",
  failed: "LambdaFunctionFailed",
  timedOut: "LambdaFunctionTimedOut",
}

/** A service's task: the resource is `arn:aws:states:::<type>:<action>`. */
export function serviceTask(resource: string, region: string, parameters: unknown, run: Task["run"]): Task {
  const [type, action] = splitResource(resource)
  const named = { resourceType: type, resource: action }
  return { name: type, run, events: SERVICE_EVENTS, scheduled: { ...named, region, parameters }, named }
}

function splitResource(resource: string): [type: string, action: string] {
  const rest = resource.slice("arn:aws:states:::".length)
  const at = rest.lastIndexOf(":")
  return [rest.slice(0, at), rest.slice(at + 1)]
}
