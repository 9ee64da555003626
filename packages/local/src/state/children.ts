import { createHash } from "node:crypto"
import { StopReason } from "../interpreter/execution.ts"
import type { Batch } from "../map-run/batcher.ts"
import type { ChildRow, ChildStatus, KeptChild, KeptMapRun } from "../map-run/kept-map-run.ts"
import { nameChild } from "./child-name.ts"
import { type FoundChild, readChildren } from "./find-children.ts"
import type { State, Write } from "./state.ts"

type Methods = "add" | "readAll" | "sums" | "pending" | "startChild" | "endChild" | "stopsAsked" | "children"

/** Ids are dealt out a map run at a time: as many children as one can have. */
const MAX_CHILDREN = 2 ** 27

const INSERT = `INSERT INTO children
  (id, map_run, place, items, name, input, status, started, stopped, error, cause, output)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
/** Those of the insert that never change. */
const FIXED_COLUMNS = 6
const UPDATE =
  "UPDATE children SET status = ?, started = ?, stopped = ?, error = ?, cause = ?, output = ? WHERE id = ?"

/** What changes of a child: status, started, stopped, error, cause and output. */
type Course = readonly [
  ChildStatus,
  number | null,
  number | null,
  string | null,
  string | null,
  string | null,
]

/** A child that has not ended: what was written of it last, and can perhaps still be added to. */
type OpenChild = KeptChild & { started: number | null; write: Write | null }

/** The children of one map run; `forget` is called with the name of each that has ended. */
export function makeChildren(
  state: State,
  mapRun: number,
  forget: (child: string) => void,
): Pick<KeptMapRun, Methods> {
  let parked: Map<string, ParkedChild[]> | undefined
  let places = 0
  let nextId = lastId(state, mapRun) + 1

  /** A child that starts and ends before its insert is committed is written once. */
  const tell = (child: OpenChild, course: Course): void => {
    const { write } = child
    if (write === null || write.isCommitted) {
      child.write = state.write(UPDATE, ...course, child.id)
      return
    }
    let at = write.sql === UPDATE ? 0 : FIXED_COLUMNS
    for (const value of course) write.values[at++] = value
  }
  // whoever has a child has it from here: a Map of them would make garbage of each that outlives many collections
  const openOf = (child: KeptChild): OpenChild => child as OpenChild

  return {
    add(batch, makeName) {
      parked ??= readParked(state, mapRun)
      const place = places++
      const equal = parked.size === 0 ? undefined : parked.get(hashOf(batch.text))?.pop()
      if (equal !== undefined) {
        const { id, name, status, redrives } = equal
        state.write("UPDATE children SET place = ? WHERE id = ?", place, id)
        if (status !== "PENDING") return null
        return { id, place, name, batch, redrives, started: null, write: null } satisfies OpenChild
      }
      const id = nextId++
      const name = nameChild(id, makeName())
      const fixed = [id, mapRun, place, batch.items, name, batch.text] as const
      const write = state.write(INSERT, ...fixed, "PENDING", null, null, null, null, null)
      return { id, place, name, batch, redrives: 0, started: null, write } satisfies OpenChild
    },
    readAll() {
      if (parked !== undefined && parked.size > 0) forgetParked(state, mapRun)
      state.write("UPDATE map_runs SET is_read_all = 1 WHERE id = ?", mapRun)
      parked = undefined
    },
    sums: () => sumItems(state, mapRun),
    pending: (from, count) => readPending(state, mapRun, from, count),
    startChild(child, time) {
      const open = openOf(child)
      open.started = time
      tell(open, ["RUNNING", time, null, null, null, null])
    },
    endChild(child, outcome, time) {
      const open = openOf(child)
      const { error = null, cause = null } = outcome.status === "SUCCEEDED" ? {} : outcome
      const output = outcome.status === "SUCCEEDED" ? outcome.output : null
      tell(open, [outcome.status, open.started, time, error, cause, output])
      forget(child.name)
    },
    stopsAsked: () => readStopsAsked(state, mapRun),
    children: (statuses) => readChildren(state, mapRun, statuses),
  }
}

function lastId(state: State, mapRun: number): number {
  const row = state.prepare("SELECT max(id) AS id FROM children WHERE map_run = ?").get(mapRun)
  return (row?.id as number | null | undefined) ?? mapRun * MAX_CHILDREN
}

/** Of those that were stopped by themselves nobody makes more. */
const NOT_STOPPED = "id NOT IN (SELECT child FROM child_stops WHERE map_run = ?1)"

/** Asks whoever runs a child to stop it; where nobody does, it does not go on with the others. */
export function askChildToStop(state: State, { id, map_run }: FoundChild, reason: StopReason): void {
  const sql = "INSERT INTO child_stops (child, map_run, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
  state.writeNow(sql, id, map_run, JSON.stringify(reason))
}

function readStopsAsked(state: State, mapRun: number): Map<number, StopReason> {
  const rows = state.prepare("SELECT child, reason FROM child_stops WHERE map_run = ?").all(mapRun)
  return new Map(
    rows.map(({ child, reason }) => [Number(child), StopReason.parse(JSON.parse(String(reason)))]),
  )
}

/** Ends those that were to be stopped, where whoever ran them has not come to it. */
export function endStoppedChildren(state: State, mapRun: number, now: number): void {
  for (const [id, { error, cause }] of readStopsAsked(state, mapRun)) {
    const sql = `UPDATE children SET status = 'ABORTED', stopped = ?, error = ?, cause = ?
      WHERE id = ? AND status IN ('RUNNING', 'ABORTED')`
    state.write(sql, now, error ?? null, cause ?? null, id)
  }
}

/** Those that were running when the process was killed start again. */
export function restartChildren(state: State, mapRun: number): void {
  const sql = `UPDATE children SET status = 'PENDING', started = NULL
    WHERE map_run = ?1 AND status IN ('RUNNING', 'ABORTED') AND ${NOT_STOPPED}`
  state.write(sql, mapRun)
}

/**
 * The items are read again: children that have ended wait for an equal batch to come, as do those that were running, which go
 * on where they were; the others are forgotten. What waits has no place.
 */
export function parkChildren(state: State, mapRun: number): void {
  const forget = `DELETE FROM children WHERE map_run = ?1 AND status = 'PENDING' AND ${NOT_STOPPED}`
  state.write(forget, mapRun)
  restartChildren(state, mapRun)
  state.write("UPDATE children SET place = NULL WHERE map_run = ?", mapRun)
}

/** What EXPRESS children have told goes with their end: the process may have been killed between the two. */
export function forgetEndedEvents(state: State, mapRun: number): void {
  const sql = `DELETE FROM events WHERE execution = (SELECT execution FROM map_runs WHERE id = ?1)
    AND child IN (SELECT name FROM children WHERE map_run = ?1 AND status NOT IN ('PENDING', 'RUNNING', 'ABORTED'))`
  state.write(sql, mapRun)
}

/** No batch has come that is theirs. */
function forgetParked(state: State, mapRun: number): void {
  const events = `DELETE FROM events WHERE execution = (SELECT execution FROM map_runs WHERE id = ?1)
    AND child IN (SELECT name FROM children WHERE map_run = ?1 AND place IS NULL)`
  state.write(events, mapRun)
  state.write("DELETE FROM children WHERE map_run = ? AND place IS NULL", mapRun)
}

type ParkedChild = Pick<ChildRow, "id" | "name" | "status" | "redrives">

/** The children that have no place, by the hash of their input. */
function readParked(state: State, mapRun: number): Map<string, ParkedChild[]> {
  const parked = new Map<string, ParkedChild[]>()
  const rows = state
    .prepare("SELECT id, name, status, redrives, input FROM children WHERE map_run = ? AND place IS NULL")
    .iterate(mapRun)
  for (const row of rows) {
    const { input, ...child } = row as unknown as ParkedChild & { readonly input: string }
    const hash = hashOf(input)
    const equal = parked.get(hash)
    if (equal === undefined) parked.set(hash, [child])
    else equal.push(child)
  }
  return parked
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url")
}

function sumItems(state: State, mapRun: number): ReturnType<KeptMapRun["sums"]> {
  const sql = `SELECT total(items) AS items,
      total(CASE WHEN status IN ('FAILED', 'TIMED_OUT') THEN items END) AS failed,
      total(CASE WHEN status NOT IN ('PENDING', 'RUNNING') THEN items END) AS ended
    FROM children WHERE map_run = ? AND place IS NOT NULL`
  const row = state.prepare(sql).get(mapRun) as { items: number; failed: number; ended: number }
  return { items: row.items, failedItems: row.failed, endedItems: row.ended }
}

function readPending(state: State, mapRun: number, from: number, count: number): OpenChild[] {
  const sql = `SELECT id, place, name, items, redrives, input FROM children
    WHERE map_run = ? AND place >= ? AND status = 'PENDING' ORDER BY place LIMIT ?`
  const rows = state.prepare(sql).all(mapRun, from, count) as unknown as ChildRow[]
  return rows.map(({ id, place, name, items, redrives, input }) => {
    return { id, place, name, batch: toBatch(items, input), redrives, started: null, write: null }
  })
}

function toBatch(items: number, text: string): Batch {
  return { input: JSON.parse(text) as unknown, text, items }
}
