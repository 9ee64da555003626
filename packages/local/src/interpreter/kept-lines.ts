/** What an event keeps beside what AWS tells of it: enough to go on from there after the process was killed. */
export type Note = {
  /** Where a line goes on that has left a state; null at its end. */
  readonly next?: string | null
  /** How often each Retry rule of the state was used before this attempt, where any was. */
  readonly used?: readonly number[]
}

/** An event of a line of states, as it is kept. */
export type KeptEvent = {
  readonly id: number
  readonly line: string
  readonly type: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly details: Readonly<Record<string, unknown>>
  readonly note: Note | null
}

/** A state that was entered. */
export type KeptVisit = {
  readonly name: string
  readonly input: unknown
  readonly enteredTime: string
  readonly enteredEvent: number
  /** Since when it is being done (milliseconds since 1970): a redrive begins it anew. */
  readonly since: number
  /** What it ended with; null where it has not ended. */
  readonly left: { readonly output: unknown; readonly next: string | null } | null
}

/** How far a line of states has come. */
export type KeptLine = {
  /** The state that was entered last. */
  readonly visit: KeptVisit | null
  /** What was assigned on the way. */
  readonly assigned: Readonly<Record<string, unknown>>
  /** The event that the next one comes from; null where that is the one before the line. */
  readonly lastEvent: number | null
  /** Events since the visit began or ended: going on, they are not told again. */
  readonly events: readonly KeptEvent[]
}

export type KeptLines = Map<string, KeptLine>

/** The same, while it is being told. */
type OpenLine = KeptLine & { readonly events: KeptEvent[] }

const newLine = (): OpenLine => ({ visit: null, assigned: {}, lastEvent: null, events: [] })

/**
 * Where each line of an execution has come to, told by its events in their order. `known` is what was known of the
 * execution's own line before them. A line that has ended costs no more than its output, and what was tried before a Retry
 * is forgotten.
 */
export function foldLines(events: Iterable<KeptEvent>, known?: KeptLine): KeptLines {
  const lines = new Map<string, OpenLine>()
  if (known !== undefined) lines.set("", { ...known, events: [...known.events] })
  let failure: unknown
  for (const event of events) {
    if (event.type === "ExecutionFailed") failure = event.details.error
    if (event.type === "ExecutionRedriven") {
      for (const [key, line] of lines) lines.set(key, redriveLine(line, event, failure))
      failure = undefined
    } else lines.set(event.line, foldEvent(lines.get(event.line) ?? newLine(), event))
  }
  return lines
}

/** The attempts of Parallel and Map. Of a map run the last one is found by itself. */
const ATTEMPTS: ReadonlySet<string> = new Set(["ParallelStateStarted", "MapStateStarted"])

function foldEvent(line: OpenLine, event: KeptEvent): OpenLine {
  const { id, type, time, details, note } = event
  if (type.endsWith("StateEntered")) {
    const enteredTime = new Date(time).toISOString()
    const name = String(details.name)
    const visit = { name, input: details.input, enteredTime, enteredEvent: id, since: time, left: null }
    return { ...line, visit, lastEvent: id, events: [] }
  }
  if (type.endsWith("StateExited") && line.visit !== null) {
    const visit = { ...line.visit, input: null, left: { output: details.output, next: note?.next ?? null } }
    const assigned = { ...line.assigned, ...(details.assignedVariables as object | undefined) }
    return { visit, assigned, lastEvent: id, events: [] }
  }
  if (ATTEMPTS.has(type)) return { ...line, events: [event] }
  line.events.push(event)
  return line
}

/** After this error a Parallel or a Map starts anew, with all that had succeeded in it. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const STARTS_ANEW = "States.DataLimitExceeded"

/** A line that has not ended does its state anew; of a Parallel or an inline Map, the lines within do. */
function redriveLine(line: OpenLine, { id, time }: KeptEvent, failure: unknown): OpenLine {
  const { visit } = line
  if (hasEnded(line)) return line
  const events = failure === STARTS_ANEW ? [] : line.events.slice(0, goesOn(line) ? 1 : 0)
  return {
    ...line,
    visit: visit === null ? null : { ...visit, since: time },
    lastEvent: id,
    events: events.map((event) => ({ ...event, note: null })),
  }
}

function goesOn({ events: [first, second] }: KeptLine): boolean {
  if (first?.type === "MapStateStarted") return !second?.type.startsWith("MapRun")
  return first?.type === "ParallelStateStarted" || first?.type === "MapIterationStarted"
}

/** Whether a line has left its last state. */
export function hasEnded(line: KeptLine | undefined): boolean {
  return line?.visit?.left?.next === null
}

/** The visits that have not ended, with those within them, by the events that they were entered with. */
export function openVisits(lines: KeptLines, key = ""): number[] {
  const line = lines.get(key)
  if (line === undefined || line.visit === null || line.visit.left !== null) return []
  const [first] = line.events
  const inner = first !== undefined && ATTEMPTS.has(first.type) ? linesOf(lines, first.id) : []
  return [line.visit.enteredEvent, ...inner.flatMap((within) => openVisits(lines, within))]
}

/** The name of a line within an attempt of a Parallel or an inline Map: `started` is the event that it began with. */
export function nameLine(started: number, index: number): string {
  return `${started}.${index}`
}

function linesOf(lines: KeptLines, started: number): string[] {
  return [...lines.keys()].filter((key) => key.startsWith(`${started}.`))
}
