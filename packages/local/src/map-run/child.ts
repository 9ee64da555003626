import type { MapState } from "@mapfold/core/workflow/asl/states"
import { EXPRESS_CHILD_SECONDS } from "@mapfold/core/workflow/time-limits"
import { StateFailed } from "../errors.ts"
import { Aborted } from "../interpreter/aborted.ts"
import { arnsOf } from "../interpreter/arns.ts"
import { StopReason } from "../interpreter/execution.ts"
import { isoTime } from "../interpreter/iso-time.ts"
import { renderJson } from "../interpreter/payload-limit.ts"
import { resumeStates, runStates } from "../interpreter/run-states.ts"
import type { Signal } from "../interpreter/signal.ts"
import { NOTHING_TOLD, record, recordAside, restore, type Thread, type Visit } from "../interpreter/thread.ts"
import { makeTimer, withTimeoutAndEnd } from "../interpreter/timeout.ts"
import { makeDeadlines } from "./deadlines.ts"
import type { ChildOutcome, KeptChild } from "./kept-map-run.ts"

/** When a child began (milliseconds since 1970), and what ends it early. */
export type ChildStart = { readonly started: number; readonly signal: Signal }

/** Runs children of one map run. */
export type ChildRunner = {
  /** Runs one child on its batch. Does not throw for what goes wrong in it. */
  run(child: KeptChild, start: ChildStart): Promise<ChildOutcome>
  /** Calls the timers off, when all have ended. */
  close(): void
}

export function makeChildRunner(visit: Visit<MapState>, label: string): ChildRunner {
  const { ports } = visit.thread
  const deadlines = isExpressMap(visit.state)
    ? makeDeadlines(ports, EXPRESS_CHILD_SECONDS * 1_000)
    : { start: makeTimer(ports, undefined), close() {} }
  const makeThread = makeThreads(visit, label)
  const { ItemProcessor } = visit.state
  const late = () => new ChildTimedOut()
  return {
    async run(child, start) {
      const thread = makeThread(child, start)
      const { input } = child.batch
      const kept = restore(thread)?.visit
      if (!kept) recordAside(thread, "ExecutionStarted", { input, roleArn: thread.context.Execution.RoleArn })
      const work = async (signal: Signal): Promise<string> => {
        Object.assign(thread, { signal })
        const output = await (kept
          ? resumeStates(ItemProcessor, kept, thread)
          : runStates(ItemProcessor, input, thread))
        record(thread, "ExecutionSucceeded", { output })
        return renderJson(thread, output)
      }
      try {
        const output = await withTimeoutAndEnd(start.signal, deadlines.start, work, late)
        return { status: "SUCCEEDED", output }
      } catch (error) {
        return failedOutcome(thread, error, start.signal.reason)
      }
    },
    close: deadlines.close,
  }
}

function failedOutcome(thread: Thread, failure: unknown, reason: unknown): ChildOutcome {
  if (failure instanceof ChildTimedOut) {
    const { error, message: cause } = failure
    record(thread, "ExecutionTimedOut", { error, cause })
    return { status: "TIMED_OUT", error, cause }
  }
  if (failure instanceof Aborted) {
    const given = StopReason.safeParse(reason).data ?? {}
    thread.lastEvent = 0
    record(thread, "ExecutionAborted", given)
    return { status: "ABORTED", ...given }
  }
  if (!(failure instanceof StateFailed)) throw failure
  const { error, causeText: cause } = failure
  record(thread, "ExecutionFailed", { error, cause })
  return { status: "FAILED", error: error ?? "", cause: cause ?? "" }
}

/** Whether the children are EXPRESS: they end after five minutes and have no history. */
export function isExpressMap({ ItemProcessor }: MapState): boolean {
  const config = ItemProcessor.ProcessorConfig
  return config?.Mode === "DISTRIBUTED" && config.ExecutionType === "EXPRESS"
}

class ChildTimedOut extends Error {
  override readonly name = "ChildTimedOut"
  readonly error = "States.Timeout"
  constructor() {
    super(`The child execution did not end within the ${EXPRESS_CHILD_SECONDS} s of an Express workflow.`)
  }
}

/** A child sees its own execution, and none of its parent's variables. */
function makeThreads({ thread, state }: Visit<MapState>, label: string) {
  const arns = arnsOf(thread.machine)
  const isExpress = isExpressMap(state)
  const machine = { Id: arns.childMachine(label), Name: `${thread.machine.name}/${label}` }
  return ({ name, batch, redrives }: KeptChild, { started, signal }: ChildStart): Thread => ({
    ports: thread.ports.inChild?.(name) ?? thread.ports,
    evaluator: thread.evaluator,
    machine: thread.machine,
    journal: thread.journal.openChild({ name, isExpress, redrives }),
    signal,
    variables: {},
    lastEvent: 0,
    outer: null,
    line: "",
    told: NOTHING_TOLD,
    toldTime: null,
    openState: null,
    rendered: { value: batch.input, text: batch.text },
    isCut: false,
    context: {
      Execution: {
        Id: arns.child(label, name),
        Input: batch.input,
        Name: name,
        RoleArn: arns.role,
        StartTime: isoTime(started),
        RedriveCount: redrives,
      },
      StateMachine: machine,
    },
  })
}
