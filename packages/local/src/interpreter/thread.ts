import type { State } from "@mapfold/core/workflow/asl/states"
import type { Evaluator } from "../jsonata/evaluator.ts"
import type { Journal } from "./journal.ts"
import type { KeptEvent, KeptLine, Note } from "./kept-lines.ts"
import type { Rendered } from "./payload-limit.ts"
import type { Ports } from "./ports.ts"
import type { Signal } from "./signal.ts"

/** The names in a machine's ARNs. */
export type MachineIdentity = {
  readonly region: string
  readonly account: string
  readonly name: string
  /** The ARN of the role that it was given, if it was given one. */
  readonly role?: string | undefined
}

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
  readonly Map?: { readonly Item: MapItem }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html#contextobject-map */
type MapItem = {
  readonly Index: number
  /** The name of a field, where the fields of an object are the items. */
  readonly Key?: string
  readonly Value: unknown
  /** Where the item comes from: `STATE_DATA`, `S3://bucket`, or `S3://bucket/key`. */
  readonly Source: string
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
  /** Its name among the threads of the execution, whose own has an empty one. */
  readonly line: string
  /** Events that were told before the process was killed, of the state that is gone on with: they come again, and are not told twice. */
  told: readonly KeptEvent[]
  /** When the last event of the thread was told (milliseconds since 1970), where that was before the process was killed. */
  toldTime: number | null
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
  /** Since when the state is being done (milliseconds since 1970), where that was before the process was killed. */
  readonly since: number | null
}

/** What a visit ended with: `next` is null at the end. */
export type Step = { readonly output: unknown; readonly next: string | null }

type Details = Readonly<Record<string, unknown>>

/** Adds an event to the thread's line. Answers its id. */
export function record(thread: Thread, type: string, details?: Details, note?: Note): number {
  if (!isCut(thread)) thread.lastEvent = add(thread, type, details, note)
  return thread.lastEvent
}

/** Adds an event that the line passes by: the next comes from where this one does. AWS tells of what has succeeded so. */
export function recordAside(thread: Thread, type: string, details?: Details): void {
  if (!isCut(thread)) add(thread, type, details)
}

/** An event that was told before is the one that was meant. Where another one is, things have taken another course. */
function add(thread: Thread, type: string, details?: Details, note?: Note): number {
  const [told] = thread.told
  if (told?.type === type) {
    thread.told = thread.told.slice(1)
    thread.toldTime = told.time
    return told.id
  }
  thread.told = NOTHING_TOLD
  thread.toldTime = null
  return thread.journal.history.add(type, thread.lastEvent, details, thread.line, note)
}

export const NOTHING_TOLD: readonly KeptEvent[] = []

/** Brings a thread to where it had come before the process was killed. Answers null where it had not begun. */
export function restore(thread: Thread): KeptLine | null {
  const { kept: lines } = thread.journal
  const kept = lines.get(thread.line)
  if (kept === undefined) return null
  lines.delete(thread.line)
  thread.variables = { ...thread.variables, ...kept.assigned }
  thread.lastEvent = kept.lastEvent ?? thread.lastEvent
  thread.told = kept.events
  return kept
}

function isCut(thread: Thread): boolean {
  return thread.isCut || (thread.outer !== null && isCut(thread.outer))
}

/** A thread within another: the same world, variables of its own, and what is given. */
export function fork(
  thread: Thread,
  changes: Pick<Thread, "line"> & Partial<Pick<Thread, "signal" | "context">>,
): Thread {
  const begun = { openState: null, told: NOTHING_TOLD, toldTime: null }
  return { ...thread, journal: thread.journal.inner, ...changes, ...begun, outer: thread }
}

/** The states that can be under way when they are ended from outside. */
const ABORTABLE: ReadonlySet<string> = new Set(["Task", "Wait", "Parallel", "Map"])

/** Tells, right after the event that has ended it, which state a thread was in, and nothing of it after that. */
export function cut(thread: Thread, cause: Thread): void {
  const type = thread.openState
  if (type !== null && ABORTABLE.has(type)) recordAside(cause, `${type}StateAborted`)
  thread.isCut = true
}
