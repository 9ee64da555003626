import type { Machine } from "@mapfold/core/workflow/asl/machine"
import { StateFailed } from "../errors.ts"
import type { History } from "../history/history.ts"
import { makeEvaluator } from "../jsonata/evaluator.ts"
import { Aborted } from "./aborted.ts"
import { arnsOf } from "./arns.ts"
import type { Ports } from "./ports.ts"
import { runStates } from "./run-states.ts"
import { type MachineIdentity, record, type Thread } from "./thread.ts"
import { withTimeoutAndEnd } from "./timeout.ts"

export type ExecutionOutcome =
  | { readonly status: "SUCCEEDED"; readonly output: unknown }
  | { readonly status: "FAILED"; readonly error: string | undefined; readonly cause: string | undefined }
  | { readonly status: "TIMED_OUT" }
  | { readonly status: "ABORTED" }

export type ExecutionOptions = {
  readonly machine: Machine
  readonly identity: MachineIdentity
  /** The execution's name. */
  readonly name: string
  readonly input: unknown
  readonly ports: Ports
  readonly history: History
  readonly signal: AbortSignal
}

/** Runs one execution to its end. Does not throw: what went wrong is the outcome. */
export async function runExecution(options: ExecutionOptions): Promise<ExecutionOutcome> {
  const { machine, input, ports, signal } = options
  const thread = makeThread(options)
  record(thread, "ExecutionStarted", { input })
  const late = () => new TimedOut()
  const milliseconds = machine.TimeoutSeconds === undefined ? undefined : machine.TimeoutSeconds * 1_000
  try {
    const work = (within: AbortSignal) => runStates(machine, input, Object.assign(thread, { signal: within }))
    const output = await withTimeoutAndEnd(ports, signal, milliseconds, work, late)
    record(thread, "ExecutionSucceeded", { output })
    return { status: "SUCCEEDED", output }
  } catch (error) {
    return failedOutcome(thread, error)
  }
}

class TimedOut extends Error {
  override readonly name = "TimedOut"
}

function failedOutcome(thread: Thread, error: unknown): ExecutionOutcome {
  if (error instanceof Aborted) {
    record(thread, "ExecutionAborted")
    return { status: "ABORTED" }
  }
  if (error instanceof TimedOut) {
    record(thread, "ExecutionTimedOut")
    return { status: "TIMED_OUT" }
  }
  const failed = error instanceof StateFailed ? error : new StateFailed("States.Runtime", describe(error))
  const { error: name, causeText: cause } = failed
  record(thread, "ExecutionFailed", { error: name, cause })
  return { status: "FAILED", error: name, cause }
}

/** What nobody foresaw: the text to find its place by. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function makeThread({ identity, name, input, ports, history, signal }: ExecutionOptions): Thread {
  const arns = arnsOf(identity)
  return {
    ports,
    evaluator: makeEvaluator(ports),
    machine: identity,
    history,
    signal,
    variables: {},
    lastEvent: 0,
    context: {
      Execution: {
        Id: arns.execution(name),
        Input: input,
        Name: name,
        RoleArn: arns.role,
        StartTime: new Date(ports.now()).toISOString(),
      },
      StateMachine: { Id: arns.stateMachine, Name: identity.name },
    },
  }
}
