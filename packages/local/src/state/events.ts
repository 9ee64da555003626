import { StateFailed } from "../errors.ts"
import { type History, type HistoryEvent, MAX_EVENTS } from "../history/history.ts"
import type { Note } from "../interpreter/kept-lines.ts"
import type { State } from "./state.ts"

/** Whose history: an execution's own (`child` is empty), or that of a STANDARD child of it. */
export type HistoryOf = { readonly execution: number; readonly child: string }

/** The event after which the 25,000th would end an execution that only says so. */
const LIMIT = MAX_EVENTS - 1

/** Keeps an execution's events; `last` is the id of the last one that there is. Throws `StateFailed` for one too many. */
export function makeKeptHistory(state: State, of: HistoryOf, now: () => number, last = 0): History {
  let id = last
  return {
    add(type, previousEventId, details = {}, line = "", note) {
      if (id >= LIMIT && !type.startsWith("Execution")) {
        const cause = `The execution reached the maximum number of history events (${MAX_EVENTS}).`
        throw new StateFailed("States.Runtime", cause)
      }
      id++
      keepEvent(state, of, { id, previous: previousEventId, type, time: now(), details, line, note })
      return id
    },
  }
}

/** An event as it is kept. */
export type NewEvent = {
  readonly id: number
  readonly previous: number
  readonly type: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly details: Readonly<Record<string, unknown>>
  readonly line: string
  readonly note: Note | undefined
}

export function keepEvent(state: State, { execution, child }: HistoryOf, event: NewEvent): void {
  const { id, previous, type, time, details, line, note } = event
  const insert = `INSERT INTO events (execution, child, id, previous, type, time, details, line, note)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const extra = note === undefined || Object.keys(note).length === 0 ? null : JSON.stringify(note)
  state.write(insert, execution, child, id, previous, type, time, JSON.stringify(details), line, extra)
}

/** Forgets the events after one. */
export function cutHistory(state: State, { execution, child }: HistoryOf, last: number): void {
  const cut = "DELETE FROM events WHERE execution = ? AND child = ? AND id > ?"
  state.write(cut, execution, child, last)
}

export function lastEventId(state: State, { execution, child }: HistoryOf): number {
  const sql = "SELECT max(id) AS last FROM events WHERE execution = ? AND child = ?"
  return Number(state.prepare(sql).get(execution, child)?.last ?? 0)
}

export type EventPage = { readonly after?: number; readonly count?: number; readonly reverse?: boolean }

/** Events in the order of their ids, or the reverse; `after` is the last one that was seen. */
export function readEvents(state: State, of: HistoryOf, page: EventPage = {}): HistoryEvent[] {
  const { reverse = false, count = -1 } = page
  const after = page.after ?? (reverse ? Number.MAX_SAFE_INTEGER : 0)
  const sql = `SELECT id, previous, type, time, details FROM events
    WHERE execution = ? AND child = ? AND id ${reverse ? "<" : ">"} ?
    ORDER BY id ${reverse ? "DESC" : "ASC"} LIMIT ?`
  const rows = state.prepare(sql).all(of.execution, of.child, after, count) as unknown as EventRow[]
  return rows.map(({ id, previous, type, time, details }) => ({
    id,
    previousEventId: previous,
    type,
    timestamp: time,
    details: JSON.parse(details) as HistoryEvent["details"],
  }))
}

type EventRow = { id: number; previous: number; type: string; time: number; details: string }
