import type { MapState } from "@mapfold/core/workflow/asl/states"
import { EXPRESS_CHILD_SECONDS } from "@mapfold/core/workflow/time-limits"
import { StateFailed } from "../errors.ts"
import { Aborted } from "../interpreter/aborted.ts"
import { arnsOf } from "../interpreter/arns.ts"
import { isoTime } from "../interpreter/iso-time.ts"
import { renderJson } from "../interpreter/payload-limit.ts"
import { runStates } from "../interpreter/run-states.ts"
import type { Signal } from "../interpreter/signal.ts"
import type { Thread, Visit } from "../interpreter/thread.ts"
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
      const work = async (signal: Signal): Promise<string> => {
        const thread = makeThread(child, start, signal)
        return renderJson(thread, await runStates(ItemProcessor, child.batch.input, thread))
      }
      try {
        const output = await withTimeoutAndEnd(start.signal, deadlines.start, work, late)
        return { status: "SUCCEEDED", output }
      } catch (error) {
        return failedOutcome(error)
      }
    },
    close: deadlines.close,
  }
}

function failedOutcome(error: unknown): ChildOutcome {
  if (error instanceof ChildTimedOut) {
    return { status: "TIMED_OUT", error: "States.Timeout", cause: error.message }
  }
  if (error instanceof Aborted) return { status: "ABORTED" }
  if (!(error instanceof StateFailed)) throw error
  return { status: "FAILED", error: error.error ?? "", cause: error.causeText ?? "" }
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
function makeThreads({ thread, state }: Visit<MapState>, label: string) {
  const arns = arnsOf(thread.machine)
  const isExpress = isExpressMap(state)
  const machine = { Id: arns.childMachine(label), Name: `${thread.machine.name}/${label}` }
  return ({ name, batch, redrives }: KeptChild, { started }: ChildStart, signal: Signal): Thread => ({
    ports: thread.ports.inChild?.(name) ?? thread.ports,
    evaluator: thread.evaluator,
    machine: thread.machine,
    journal: thread.journal.openChild(name, isExpress),
    signal,
    variables: {},
    lastEvent: 0,
    outer: null,
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
