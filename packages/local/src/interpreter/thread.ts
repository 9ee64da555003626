import type { State } from "@mapfold/core/workflow/asl/states"
import type { Evaluator } from "../jsonata/evaluator.ts"
import type { Journal } from "./journal.ts"
import type { Rendered } from "./payload-limit.ts"
import type { Ports } from "./ports.ts"
import type { Signal } from "./signal.ts"

/** The names in a machine's ARNs. */
export type MachineIdentity = { readonly region: string; readonly account: string; readonly name: string }

/** `$states.context`, but for the state's own part. */
export type Context = {
  readonly Execution: {
    readonly Id: string
    readonly Input: unknown
    readonly Name: string
    readonly RoleArn: string
    /** ISO 8601 with milliseconds, UTC. */
    readonly StartTime: string
    readonly RedriveCount: number
    /** Of the last redrive; an EXPRESS child has none. */
    readonly RedriveTime?: string
  }
  readonly StateMachine: { readonly Id: string; readonly Name: string }
  readonly Map?: { readonly Item: { readonly Index: number; readonly Value: unknown } }
}

/** One line of states: an execution's own, or that of a branch or an iteration. */
export type Thread = {
  readonly ports: Ports
  readonly evaluator: Evaluator
  readonly machine: MachineIdentity
  readonly journal: Journal
  readonly context: Context
  readonly signal: Signal
  /** Replaced as a whole by an Assign: an inner thread starts with what its parent had. */
  variables: Readonly<Record<string, unknown>>
  /** Id of the event that the thread's next one comes from. */
  lastEvent: number
  /** The thread within which this one runs: an execution's own has none. */
  readonly outer: Thread | null
  /** The type of the state that was entered and not left yet. */
  openState: State["Type"] | null
  /** What was made JSON of last. */
  rendered: Rendered | null
  /** Another thread's failure has ended this one: nothing more is told of it, nor of what runs in it. */
  isCut: boolean
}

/** One visit of a state. */
export type Visit<S extends State = State> = {
  readonly name: string
  readonly state: S
  readonly input: unknown
  readonly thread: Thread
  readonly enteredTime: string
  readonly enteredEvent: number
  /** How often the state was tried again. */
  retries: number
}

/** What a visit ended with: `next` is null at the end. */
export type Step = { readonly output: unknown; readonly next: string | null }

type Details = Readonly<Record<string, unknown>>

/** Adds an event to the thread's line. Answers its id. */
export function record(thread: Thread, type: string, details?: Details): number {
  if (!isCut(thread)) thread.lastEvent = thread.journal.history.add(type, thread.lastEvent, details)
  return thread.lastEvent
}

/** Adds an event that the line passes by: the next comes from where this one does. AWS tells of what has succeeded so. */
export function recordAside(thread: Thread, type: string, details?: Details): void {
  if (!isCut(thread)) thread.journal.history.add(type, thread.lastEvent, details)
}

function isCut(thread: Thread): boolean {
  return thread.isCut || (thread.outer !== null && isCut(thread.outer))
}

/** A thread within another: the same world, variables of its own, and what is given. */
export function fork(thread: Thread, changes: Partial<Pick<Thread, "signal" | "context">>): Thread {
  return { ...thread, journal: thread.journal.inner, ...changes, outer: thread, openState: null }
}

/** The states that can be under way when they are ended from outside. */
const ABORTABLE: ReadonlySet<string> = new Set(["Task", "Wait", "Parallel", "Map"])

/** Tells, right after the event that has ended it, which state a thread was in, and nothing of it after that. */
export function cut(thread: Thread, cause: Thread): void {
  const type = thread.openState
  if (type !== null && ABORTABLE.has(type)) recordAside(cause, `${type}StateAborted`)
  thread.isCut = true
}
