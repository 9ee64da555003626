import { INVOKE } from "@mapfold/core/workflow/asl/task-state"
import { FunctionFailed, StateFailed } from "../errors.ts"
import type { Ports } from "../interpreter/ports.ts"
import type { Signal } from "../interpreter/signal.ts"
import { FUNCTION_EVENTS, serviceTask, type Task } from "./task.ts"

type World = Pick<Ports, "invoke" | "now" | "uuid">

/** A function by its own ARN: the payload is its answer. */
export function functionTask(world: World, arn: string, input: unknown): Task {
  const run: Task["run"] = async (signal) => JSON.parse(await invoke(world, arn, input, signal))
  return { name: arn, run, events: FUNCTION_EVENTS, scheduled: { resource: arn, input }, named: {} }
}

/** `lambda:invoke`, which answers with what Lambda's API says around the payload. */
export function invokeTask(world: World, region: string, fields: Readonly<Record<string, unknown>>): Task {
  const { FunctionName, Payload = {}, Qualifier } = fields
  const target = Qualifier === undefined ? String(FunctionName) : `${FunctionName}:${Qualifier}`
  return serviceTask(INVOKE, region, fields, async (signal) => {
    const text = await invoke(world, target, Payload, signal)
    return { ...metadata(world, Buffer.byteLength(text)), Payload: JSON.parse(text), StatusCode: 200 }
  })
}

/** Answers JSON. */
async function invoke(world: World, target: string, payload: unknown, signal: Signal): Promise<string> {
  try {
    return JSON.stringify(await world.invoke(target, payload, { signal })) ?? "null"
  } catch (error) {
    if (!(error instanceof FunctionFailed)) throw error
    const { errorType, message, trace } = error
    // as Lambda reports it and Step Functions shows it
    throw new StateFailed(errorType, JSON.stringify({ errorType, errorMessage: message, trace }))
  }
}

/** The fields that AWS puts beside the payload: the version, and the headers of Lambda's answer, all but fixed. */
function metadata(world: World, bytes: number) {
  const requestId = world.uuid()
  const length = String(bytes)
  const date = httpDate(world.now())
  const trace = `root=1-${requestId.slice(0, 8)}-${requestId.slice(9).replaceAll("-", "")};sampled=0`
  const HttpHeaders = {
    Connection: "keep-alive",
    "Content-Length": length,
    "Content-Type": "application/json",
    Date: date,
    "X-Amz-Executed-Version": "$LATEST",
    "x-amzn-Remapped-Content-Length": "0",
    "x-amzn-RequestId": requestId,
    "X-Amzn-Trace-Id": trace,
  }
  const AllHttpHeaders = {
    Connection: ["keep-alive"],
    "Content-Length": [length],
    "Content-Type": ["application/json"],
    Date: [date],
    "X-Amz-Executed-Version": ["$LATEST"],
    "x-amzn-Remapped-Content-Length": ["0"],
    "x-amzn-RequestId": [requestId],
    "X-Amzn-Trace-Id": [trace],
  }
  return {
    ExecutedVersion: "$LATEST",
    SdkHttpMetadata: { AllHttpHeaders, HttpHeaders, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  }
}

let last = { second: 0, text: new Date(0).toUTCString() }

/** As HTTP writes it; of the same second as the last time, often. */
function httpDate(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1_000)
  if (second !== last.second) last = { second, text: new Date(second * 1_000).toUTCString() }
  return last.text
}
