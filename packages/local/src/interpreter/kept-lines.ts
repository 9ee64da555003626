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
  readonly events: KeptEvent[]
}

export type KeptLines = Map<string, KeptLine>

const newLine = (): KeptLine => ({ visit: null, assigned: {}, lastEvent: null, events: [] })

/**
 * Where each line of an execution has come to, told by its events in their order. `known` is what was known of the
 * execution's own line before them. A line that has ended costs no more than its output, and nothing where what it is in
 * has ended or was tried again.
 */
export function foldLines(events: Iterable<KeptEvent>, known?: KeptLine): KeptLines {
  const lines = new Map<string, KeptLine>()
  if (known !== undefined) lines.set("", { ...known, events: [...known.events] })
  let failure: unknown
  for (const event of events) {
    if (event.type === "ExecutionFailed") failure = event.details.error
    if (event.type === "ExecutionRedriven") {
      redriveLines(lines, event, failure)
      failure = undefined
    } else foldEvent(lines, event)
  }
  return lines
}

function foldEvent(lines: KeptLines, event: KeptEvent): void {
  const { id, type, time, details, note } = event
  const line = lines.get(event.line) ?? newLine()
  const isAttempt = ATTEMPTS.has(type)
  if (type.endsWith("StateExited") || isAttempt) forgetWithin(lines, line)
  if (isAttempt) lines.set(event.line, { ...line, events: [event] })
  else if (type.endsWith("StateEntered")) {
    const enteredTime = new Date(time).toISOString()
    const name = String(details.name)
    const visit = { name, input: details.input, enteredTime, enteredEvent: id, since: time, left: null }
    lines.set(event.line, { ...line, visit, lastEvent: id, events: [] })
  } else if (type.endsWith("StateExited") && line.visit !== null) {
    const visit = { ...line.visit, input: null, left: { output: details.output, next: note?.next ?? null } }
    const assigned = { ...line.assigned, ...(details.assignedVariables as object | undefined) }
    lines.set(event.line, { visit, assigned, lastEvent: id, events: [] })
  } else {
    line.events.push(event)
    lines.set(event.line, line)
  }
}

/** The attempts of Parallel and Map. Of a map run the last one is found by itself. */
export const ATTEMPTS: ReadonlySet<string> = new Set(["ParallelStateStarted", "MapStateStarted"])

/** The lines of the last attempt of what a line is in: they begin in their order, so that there is no gap. */
function* linesWithin(lines: KeptLines, { events: [first] }: KeptLine): Generator<string> {
  if (first === undefined || !ATTEMPTS.has(first.type)) return
  for (let index = 0; lines.has(nameLine(first.id, index)); index++) yield nameLine(first.id, index)
}

function forgetWithin(lines: KeptLines, line: KeptLine): void {
  for (const within of linesWithin(lines, line)) {
    forgetWithin(lines, lines.get(within)!)
    lines.delete(within)
  }
}

/** What a redrive makes of lines: those that have not ended do their states anew. `failure` is the error before it. */
export function redriveLines(
  lines: KeptLines,
  event: Pick<KeptEvent, "id" | "time">,
  failure: unknown,
): void {
  for (const [name, line] of lines) lines.set(name, redriveLine(line, event, failure))
}

/** After this error a Parallel or a Map starts anew, with all that had succeeded in it. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const STARTS_ANEW = "States.DataLimitExceeded"

/** A line that has not ended does its state anew; of a Parallel or an inline Map, the lines within do. */
function redriveLine(
  line: KeptLine,
  { id, time }: Pick<KeptEvent, "id" | "time">,
  failure: unknown,
): KeptLine {
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
export function openVisits(lines: KeptLines, name = ""): number[] {
  const line = lines.get(name)
  if (line === undefined || line.visit === null || line.visit.left !== null) return []
  const inner = [...linesWithin(lines, line)]
  return [line.visit.enteredEvent, ...inner.flatMap((within) => openVisits(lines, within))]
}

/** The name of a line within an attempt of a Parallel or an inline Map: `started` is the event that it began with. */
export function nameLine(started: number, index: number): string {
  return `${started}.${index}`
}
