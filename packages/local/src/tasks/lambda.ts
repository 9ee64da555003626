import { INVOKE } from "@mapfold/core/workflow/asl/task-state"
import { FunctionFailed, StateFailed } from "../errors.ts"
import type { Ports } from "../interpreter/ports.ts"
import type { Signal } from "../interpreter/signal.ts"
import { FUNCTION_EVENTS, serviceTask, type Task } from "./task.ts"

type World = Pick<Ports, "invoke" | "now" | "uuid">

/** A function by its own ARN: the payload is its answer. */
export function functionTask(world: World, arn: string, input: unknown): Task {
  const run: Task["run"] = (signal) => invoke(world, arn, input, signal)
  return { name: arn, run, events: FUNCTION_EVENTS, scheduled: { resource: arn, input }, named: {} }
}

/** `lambda:invoke`, which answers with what Lambda's API says around the payload. */
export function invokeTask(world: World, region: string, fields: Readonly<Record<string, unknown>>): Task {
  const { FunctionName, Payload = {}, Qualifier } = fields
  const target = Qualifier === undefined ? String(FunctionName) : `${FunctionName}:${Qualifier}`
  return serviceTask(INVOKE, region, fields, async (signal) => {
    const answer = await invoke(world, target, Payload, signal)
    return { ...metadata(world, answer), Payload: answer, StatusCode: 200 }
  })
}

async function invoke(world: World, target: string, payload: unknown, signal: Signal): Promise<unknown> {
  try {
    return (await world.invoke(target, payload, { signal })) ?? null
  } catch (error) {
    if (!(error instanceof FunctionFailed)) throw error
    const { errorType, message, trace } = error
    // as Lambda reports it and Step Functions shows it
    throw new StateFailed(errorType, JSON.stringify({ errorType, errorMessage: message, trace }))
  }
}

/** The fields that AWS puts beside the payload: the version, and the headers of Lambda's answer, all but fixed. */
function metadata(world: World, answer: unknown) {
  const requestId = world.uuid()
  const digits = requestId.replaceAll("-", "")
  const headers = {
    Connection: "keep-alive",
    "Content-Length": String(Buffer.byteLength(JSON.stringify(answer))),
    "Content-Type": "application/json",
    Date: new Date(world.now()).toUTCString(),
    "X-Amz-Executed-Version": "$LATEST",
    "x-amzn-Remapped-Content-Length": "0",
    "x-amzn-RequestId": requestId,
    "X-Amzn-Trace-Id": `root=1-${digits.slice(0, 8)}-${digits.slice(8)};sampled=0`,
  }
  const AllHttpHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
  return {
    ExecutedVersion: "$LATEST",
    SdkHttpMetadata: { AllHttpHeaders, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  }
}
