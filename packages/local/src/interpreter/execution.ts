import type { Machine } from "@mapfold/core/workflow/asl/machine"
import * as z from "zod"
import { StateFailed } from "../errors.ts"
import { makeEvaluator } from "../jsonata/evaluator.ts"
import { Aborted } from "./aborted.ts"
import { arnsOf } from "./arns.ts"
import { isoTime } from "./iso-time.ts"
import type { Journal } from "./journal.ts"
import type { Ports } from "./ports.ts"
import { resumeStates, runStates } from "./run-states.ts"
import type { Signal } from "./signal.ts"
import { type MachineIdentity, NOTHING_TOLD, record, recordAside, restore, type Thread } from "./thread.ts"
import { makeTimer, withTimeoutAndEnd } from "./timeout.ts"

/** Why an execution is stopped: what its signal is aborted with, where whoever stops it says so. */
export const StopReason = z.object({ error: z.string().optional(), cause: z.string().optional() })
export type StopReason = z.infer<typeof StopReason>

export type ExecutionOutcome =
  | { readonly status: "SUCCEEDED"; readonly output: unknown }
  | { readonly status: "FAILED"; readonly error: string | undefined; readonly cause: string | undefined }
  | { readonly status: "TIMED_OUT" }
  | ({ readonly status: "ABORTED" } & StopReason)

export type ExecutionOptions = {
  readonly machine: Machine
  readonly identity: MachineIdentity
  /** The execution's name. */
  readonly name: string
  readonly input: unknown
  readonly ports: Ports
  readonly journal: Journal
  readonly signal: Signal
  /** Milliseconds since 1970; now, where nothing is said. */
  readonly startTime?: number
  /** From when on it may take the machine's TimeoutSeconds: a redrive gives it all of them again. */
  readonly timeoutFrom?: number
  /** How often it was redriven, and when last: milliseconds since 1970. */
  readonly redrives?: number
  readonly redriven?: number | null
}

/** Runs one execution to its end. Does not throw for what goes wrong in it: that is the outcome. */
export async function runExecution(options: ExecutionOptions): Promise<ExecutionOutcome> {
  const { machine, identity, input, ports, signal } = options
  const startTime = options.startTime ?? ports.now()
  const thread = makeThread(options, startTime)
  const kept = restore(thread)?.visit
  // the first state comes from nothing, as AWS tells it
  if (!kept) recordAside(thread, "ExecutionStarted", { input, roleArn: arnsOf(identity).role })
  const late = () => new TimedOut()
  const until = (options.timeoutFrom ?? startTime) + (machine.TimeoutSeconds ?? 0) * 1_000
  const milliseconds = machine.TimeoutSeconds === undefined ? undefined : Math.max(0, until - ports.now())
  try {
    const work = (within: Signal) => {
      Object.assign(thread, { signal: within })
      return kept ? resumeStates(machine, kept, thread) : runStates(machine, input, thread)
    }
    const output = await withTimeoutAndEnd(signal, makeTimer(ports, milliseconds), work, late)
    record(thread, "ExecutionSucceeded", { output })
    return { status: "SUCCEEDED", output }
  } catch (error) {
    return failedOutcome(thread, error, signal.reason)
  }
}

class TimedOut extends Error {
  override readonly name = "TimedOut"
}

function failedOutcome(thread: Thread, error: unknown, reason: unknown): ExecutionOutcome {
  if (error instanceof Aborted) {
    thread.lastEvent = 0
    const given = StopReason.safeParse(reason).data ?? {}
    record(thread, "ExecutionAborted", given)
    return { status: "ABORTED", ...given }
  }
  if (error instanceof TimedOut) {
    thread.lastEvent = 0
    record(thread, "ExecutionTimedOut", { error: "States.Timeout" })
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

function makeThread(options: ExecutionOptions, startTime: number): Thread {
  const { identity, name, input, ports, journal, signal, redrives = 0, redriven = null } = options
  const arns = arnsOf(identity)
  return {
    ports,
    evaluator: makeEvaluator(ports),
    machine: identity,
    journal,
    signal,
    variables: {},
    lastEvent: 0,
    outer: null,
    line: "",
    told: NOTHING_TOLD,
    toldTime: null,
    openState: null,
    rendered: null,
    isCut: false,
    context: {
      Execution: {
        Id: arns.execution(name),
        Input: input,
        Name: name,
        RoleArn: arns.role,
        StartTime: isoTime(startTime),
        RedriveCount: redrives,
        ...(redriven === null ? {} : { RedriveTime: isoTime(redriven) }),
      },
      StateMachine: { Id: arns.stateMachine, Name: identity.name },
    },
  }
}
