import type { Point } from "../interpreter/journal.ts"
import { foldLines, type KeptEvent, type KeptLines, redriveLines } from "../interpreter/kept-lines.ts"
import { cutHistory, type HistoryOf, lastEventId, makeKeptHistory } from "./events.ts"
import type { KeptExecution } from "./executions.ts"
import { listMapRuns } from "./map-runs.ts"
import { redriveMapRuns } from "./redrive-map-runs.ts"
import type { State } from "./state.ts"

/** Where an execution goes on: the last event that there is, and how far its lines have come. */
export type Resumed = { readonly last: number; readonly lines: KeptLines }

/** Where an execution goes on. */
export function resumeExecution(state: State, { id, point }: Pick<KeptExecution, "id" | "point">): Resumed {
  const of = { execution: id, child: "" }
  if (point === null) return startAnew(state, of)
  cutEnd(state, of)
  const lines = readLines(state, of, point)
  return { last: lastEventId(state, of), lines }
}

/** Where a child goes on, or goes on after a redrive that its history does not tell of yet. */
export function resumeChild(state: State, of: HistoryOf, redrives: number, now: () => number): Resumed {
  if (lastEventId(state, of) === 0 || lastLineless(state, of, 0) > 0) return startAnew(state, of)
  const isRedriven = countRedrives(state, of) < redrives
  if (!isRedriven) cutEnd(state, of)
  const lines = foldLines(readKeptEvents(state, of, 0))
  if (!lines.get("")?.visit) return startAnew(state, of)
  const { id: last, error } = readLast(state, of)
  if (!isRedriven) return { last, lines }
  // all that is read comes first: what is written is committed at once then
  const mapRuns = listMapRuns(state, of.execution)
  const time = now()
  const history = makeKeptHistory(state, of, () => time, last)
  const event = history.add("ExecutionRedriven", last, { redriveCount: redrives })
  redriveLines(lines, { id: event, time }, error)
  redriveMapRuns(state, of, { lines, mapRuns, now: time })
  return { last: event, lines }
}

function countRedrives(state: State, { execution, child }: HistoryOf): number {
  const sql =
    "SELECT count(*) AS count FROM events WHERE execution = ? AND child = ? AND type = 'ExecutionRedriven'"
  return Number(state.prepare(sql).get(execution, child)?.count)
}

/** The children of an execution that have told something, by their names: a look at the first event of each. */
export function readChildrenWithEvents(state: State, execution: number): Set<string> {
  const sql = `WITH RECURSIVE names (child) AS (
      SELECT min(child) FROM events WHERE execution = ?1 AND child > ''
      UNION ALL
      SELECT (SELECT min(child) FROM events WHERE execution = ?1 AND child > names.child)
        FROM names WHERE names.child IS NOT NULL
    ) SELECT child FROM names WHERE child IS NOT NULL`
  const rows = state.prepare(sql).all(execution)
  return new Set(rows.map(({ child }) => String(child)))
}

function startAnew(state: State, of: HistoryOf): Resumed {
  cutHistory(state, of, 0)
  return { last: 0, lines: new Map() }
}

/** How far the lines of an execution have come that has a point. */
export function readLines(state: State, of: HistoryOf, point: Point): KeptLines {
  const { state: name, input, enteredTime, enteredEvent, variables: assigned } = point
  const lineless = lastLineless(state, of, enteredEvent)
  if (lineless > point.lastEvent) cutHistory(state, of, point.lastEvent)
  const lastEvent = lineless > 0 ? point.lastEvent : enteredEvent
  const visit = { name, input, enteredTime, enteredEvent, since: Date.parse(enteredTime), left: null }
  return foldLines(readKeptEvents(state, of, lastEvent), { visit, assigned, lastEvent, events: [] })
}

/** The last event that an older version has kept, which did not tell of which line one is: the state they are of starts anew. */
function lastLineless(state: State, { execution, child }: HistoryOf, after: number): number {
  const sql =
    "SELECT max(id) AS last FROM events WHERE execution = ? AND child = ? AND id > ? AND line IS NULL"
  return Number(state.prepare(sql).get(execution, child, after)?.last ?? 0)
}

/** An end that was told and not kept, in the moment when the process was killed, is told again. */
function cutEnd(state: State, of: HistoryOf): void {
  const { id, type } = readLast(state, of)
  if (/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type)) cutHistory(state, of, id - 1)
}

type LastEvent = { readonly id: number; readonly type: string; readonly error: unknown }

function readLast(state: State, { execution, child }: HistoryOf): LastEvent {
  const sql = `SELECT id, type, details ->> 'error' AS error FROM events WHERE execution = ? AND child = ?
    ORDER BY id DESC LIMIT 1`
  return (state.prepare(sql).get(execution, child) ?? { id: 0, type: "", error: null }) as LastEvent
}

function* readKeptEvents(state: State, { execution, child }: HistoryOf, after: number): Generator<KeptEvent> {
  const sql = `SELECT id, line, type, time, details, note FROM events
    WHERE execution = ? AND child = ? AND id > ? ORDER BY id`
  for (const row of state.prepare(sql).iterate(execution, child, after)) {
    const { details, note, ...event } = row as Omit<KeptEvent, "details" | "note"> & {
      details: string
      note: string | null
    }
    yield {
      ...event,
      details: JSON.parse(details) as KeptEvent["details"],
      note: note === null ? null : (JSON.parse(note) as KeptEvent["note"]),
    }
  }
}
