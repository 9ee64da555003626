import type { MapState } from "@mapfold/core/workflow/asl/states"
import { EXPRESS_CHILD_SECONDS } from "@mapfold/core/workflow/time-limits"
import { StateFailed } from "../errors.ts"
import { Aborted } from "../interpreter/aborted.ts"
import { arnsOf } from "../interpreter/arns.ts"
import { runStates } from "../interpreter/run-states.ts"
import type { Thread, Visit } from "../interpreter/thread.ts"
import { withTimeoutAndEnd } from "../interpreter/timeout.ts"
import type { ChildOutcome, KeptChild } from "./kept-map-run.ts"

/** When a child began (milliseconds since 1970), and what ends it early. */
export type ChildStart = { readonly started: number; readonly signal: AbortSignal }

/** Runs one child on its batch. Does not throw for what goes wrong in it. */
export async function runChild(
  visit: Visit<MapState>,
  label: string,
  child: KeptChild,
  start: ChildStart,
): Promise<ChildOutcome> {
  const isExpress = isExpressMap(visit.state)
  const thread = makeChildThread(visit, label, child, start)
  try {
    const output = await withTimeoutAndEnd(
      visit.thread.ports,
      start.signal,
      isExpress ? EXPRESS_CHILD_SECONDS * 1_000 : undefined,
      (signal) => runStates(visit.state.ItemProcessor, child.batch.input, Object.assign(thread, { signal })),
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

/** Whether the children are EXPRESS: they end after five minutes and have no history. */
export function isExpressMap({ ItemProcessor }: MapState): boolean {
  const config = ItemProcessor.ProcessorConfig
  return config?.Mode === "DISTRIBUTED" && config.ExecutionType === "EXPRESS"
}

class ChildTimedOut extends Error {
  override readonly name = "ChildTimedOut"
  constructor() {
    super(`The child execution did not end within the ${EXPRESS_CHILD_SECONDS} s of an Express workflow.`)
  }
}

/** A child sees its own execution, and none of its parent's variables. */
function makeChildThread(
  { thread, state }: Visit<MapState>,
  label: string,
  { name, batch }: KeptChild,
  start: ChildStart,
): Thread {
  const arns = arnsOf(thread.machine)
  return {
    ...thread,
    ports: thread.ports.inChild?.(name) ?? thread.ports,
    journal: thread.journal.openChild(name, isExpressMap(state)),
    signal: start.signal,
    variables: {},
    lastEvent: 0,
    outer: null,
    openState: null,
    isCut: false,
    context: {
      Execution: {
        Id: arns.child(label, name),
        Input: batch.input,
        Name: name,
        RoleArn: arns.role,
        StartTime: new Date(start.started).toISOString(),
      },
      StateMachine: { Id: arns.childMachine(label), Name: `${thread.machine.name}/${label}` },
    },
  }
}
