import type { MapState } from "@mapfold/core/workflow/asl/states"
import { EXPRESS_CHILD_SECONDS } from "@mapfold/core/workflow/time-limits"
import { StateFailed } from "../errors.ts"
import { makeCountingHistory } from "../history/history.ts"
import { Aborted } from "../interpreter/aborted.ts"
import { arnsOf } from "../interpreter/arns.ts"
import { runStates } from "../interpreter/run-states.ts"
import type { Thread, Visit } from "../interpreter/thread.ts"
import { withTimeoutAndEnd } from "../interpreter/timeout.ts"
import type { Batch } from "./batcher.ts"

/** A child execution that has ended. Times are ISO 8601. */
export type EndedChild = {
  readonly batch: Batch
  readonly name: string
  readonly startDate: string
  readonly stopDate: string
  readonly outcome:
    | { readonly status: "SUCCEEDED"; readonly output: unknown }
    | { readonly status: "FAILED" | "TIMED_OUT"; readonly error: string; readonly cause: string }
    | { readonly status: "ABORTED" }
}

/** Runs one child on its batch. Does not throw for what goes wrong in it. */
export async function runChild(
  visit: Visit<MapState>,
  label: string,
  batch: Batch,
  signal: AbortSignal,
): Promise<EndedChild> {
  const { ports } = visit.thread
  const name = ports.uuid()
  const startDate = new Date(ports.now()).toISOString()
  const outcome = await runToEnd(visit, label, batch, { name, startDate, signal })
  return { batch, name, startDate, stopDate: new Date(ports.now()).toISOString(), outcome }
}

type Start = { readonly name: string; readonly startDate: string; readonly signal: AbortSignal }

async function runToEnd(
  visit: Visit<MapState>,
  label: string,
  batch: Batch,
  start: Start,
): Promise<EndedChild["outcome"]> {
  const { ItemProcessor } = visit.state
  const config = ItemProcessor.ProcessorConfig
  const isExpress = config?.Mode === "DISTRIBUTED" && config.ExecutionType === "EXPRESS"
  const thread = makeChildThread(visit, label, batch, start)
  try {
    const output = await withTimeoutAndEnd(
      visit.thread.ports,
      start.signal,
      isExpress ? EXPRESS_CHILD_SECONDS * 1_000 : undefined,
      (signal) => runStates(ItemProcessor, batch.input, Object.assign(thread, { signal })),
      () => new ChildTimedOut(),
    )
    return { status: "SUCCEEDED", output }
  } catch (error) {
    if (error instanceof ChildTimedOut)
      return { status: "TIMED_OUT", error: "States.Timeout", cause: error.message }
    if (error instanceof Aborted) return { status: "ABORTED" }
    if (!(error instanceof StateFailed)) throw error
    return { status: "FAILED", error: error.error ?? "", cause: error.causeText ?? "" }
  }
}

class ChildTimedOut extends Error {
  override readonly name = "ChildTimedOut"
  constructor() {
    super(`The child execution did not end within the ${EXPRESS_CHILD_SECONDS} s of an Express workflow.`)
  }
}

/** A child sees its own execution, and none of its parent's variables. */
function makeChildThread({ thread }: Visit<MapState>, label: string, batch: Batch, start: Start): Thread {
  const arns = arnsOf(thread.machine)
  return {
    ...thread,
    history: makeCountingHistory(),
    signal: start.signal,
    variables: {},
    lastEvent: 0,
    context: {
      Execution: {
        Id: arns.child(label, start.name),
        Input: batch.input,
        Name: start.name,
        RoleArn: arns.role,
        StartTime: start.startDate,
      },
      StateMachine: { Id: arns.childMachine(label), Name: `${thread.machine.name}/${label}` },
    },
  }
}
