import { createHash } from "node:crypto"
import type { Batch } from "../map-run/batcher.ts"
import type { ChildRow, ChildStatus, KeptChild, KeptMapRun } from "../map-run/kept-map-run.ts"
import type { State } from "./state.ts"

/** Children read at once: each may have 256 KiB of input and as much of output. */
const PAGE = 50

type Methods = "add" | "readAll" | "sums" | "pending" | "startChild" | "endChild" | "children"

/** The children of one map run. */
export function makeChildren(state: State, mapRun: number): Pick<KeptMapRun, Methods> {
  const insert = state.prepare(
    "INSERT INTO children (map_run, place, status, items, name, input) VALUES (?, ?, 'PENDING', ?, ?, ?)",
  )
  const start = state.prepare(
    "UPDATE children SET status = 'RUNNING', started = ? WHERE map_run = ? AND place = ?",
  )
  const end = state.prepare(
    "UPDATE children SET status = ?, stopped = ?, error = ?, cause = ?, output = ? WHERE map_run = ? AND place = ?",
  )
  const unpark = state.prepare("UPDATE children SET place = ? WHERE id = ?")
  let parked: Map<string, number[]> | undefined
  let places = 0

  return {
    add(batch, makeName) {
      parked ??= readParked(state, mapRun)
      const place = places++
      const equal = parked.size === 0 ? undefined : parked.get(hashOf(batch.text))?.pop()
      if (equal !== undefined) {
        state.write(unpark, place, equal)
        return null
      }
      const name = makeName()
      state.write(insert, mapRun, place, batch.items, name, batch.text)
      return { place, name, batch }
    },
    readAll() {
      const forget = state.prepare("DELETE FROM children WHERE map_run = ? AND place IS NULL")
      if (parked !== undefined && parked.size > 0) state.write(forget, mapRun)
      state.write(state.prepare("UPDATE map_runs SET is_read_all = 1 WHERE id = ?"), mapRun)
      parked = undefined
    },
    sums: () => sumItems(state, mapRun),
    pending: (from, count) => readPending(state, mapRun, from, count),
    startChild: ({ place }, time) => state.write(start, time, mapRun, place),
    endChild({ place }, outcome, time) {
      const [error, cause] = "error" in outcome ? [outcome.error, outcome.cause] : [null, null]
      const output = outcome.status === "SUCCEEDED" ? (JSON.stringify(outcome.output) ?? "null") : null
      state.write(end, outcome.status, time, error, cause, output, mapRun, place)
    },
    children: (statuses) => readChildren(state, mapRun, statuses),
  }
}

/** Those that were running when the process was killed start again. */
export function restartChildren(state: State, mapRun: number): void {
  const sql = `UPDATE children SET status = 'PENDING', started = NULL
    WHERE map_run = ? AND status IN ('RUNNING', 'ABORTED')`
  state.write(state.prepare(sql), mapRun)
}

/**
 * The items are read again: children that have ended wait for an equal batch to come, and the others are forgotten. What
 * waits has no place.
 */
export function parkChildren(state: State, mapRun: number): void {
  const forget = "DELETE FROM children WHERE map_run = ? AND status IN ('PENDING', 'RUNNING', 'ABORTED')"
  state.write(state.prepare(forget), mapRun)
  state.write(state.prepare("UPDATE children SET place = NULL WHERE map_run = ?"), mapRun)
}

/** Ids of the children that have no place, by the hash of their input. */
function readParked(state: State, mapRun: number): Map<string, number[]> {
  const parked = new Map<string, number[]>()
  const rows = state
    .prepare("SELECT id, input FROM children WHERE map_run = ? AND place IS NULL")
    .iterate(mapRun)
  for (const row of rows) {
    const { id, input } = row as { id: number; input: string }
    const hash = hashOf(input)
    const ids = parked.get(hash)
    if (ids === undefined) parked.set(hash, [id])
    else ids.push(id)
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

function readPending(state: State, mapRun: number, from: number, count: number): KeptChild[] {
  const sql = `SELECT place, name, items, input FROM children
    WHERE map_run = ? AND place >= ? AND status = 'PENDING' ORDER BY place LIMIT ?`
  const rows = state.prepare(sql).all(mapRun, from, count) as unknown as ChildRow[]
  return rows.map(({ place, name, items, input }) => ({ place, name, batch: toBatch(items, input) }))
}

function toBatch(items: number, text: string): Batch {
  return { input: JSON.parse(text) as unknown, text, items }
}

/** Page by page: a statement that is still open would hold the write-ahead log back. */
export function* readChildren(
  state: State,
  mapRun: number,
  statuses: readonly ChildStatus[],
): Generator<ChildRow, void, void> {
  const sql = `SELECT * FROM children WHERE map_run = ? AND place > ?
    AND status IN (SELECT value FROM json_each(?)) ORDER BY place LIMIT ${PAGE}`
  const statement = state.prepare(sql)
  let place = -1
  for (;;) {
    const rows = statement.all(mapRun, place, JSON.stringify(statuses)) as unknown as ChildRow[]
    yield* rows
    if (rows.length < PAGE) return
    place = rows.at(-1)!.place
  }
}

export type ChildCounts = { readonly executions: number; readonly items: number }

/** Children of a map run, and the items in their batches, by status. */
export function countChildren(state: State, mapRun: number): Record<ChildStatus, ChildCounts> {
  const none = { executions: 0, items: 0 }
  const counts = {
    PENDING: none,
    RUNNING: none,
    SUCCEEDED: none,
    FAILED: none,
    TIMED_OUT: none,
    ABORTED: none,
  }
  const sql = `SELECT status, count(*) AS executions, total(items) AS items FROM children
    WHERE map_run = ? AND place IS NOT NULL GROUP BY status`
  for (const row of state.prepare(sql).all(mapRun)) {
    const { status, executions, items } = row as { status: ChildStatus } & ChildCounts
    counts[status] = { executions, items }
  }
  return counts
}

/** A child by its name, and the map run that it is of. */
export function findChild(state: State, name: string): (ChildRow & { readonly map_run: number }) | null {
  const row = state.prepare("SELECT * FROM children WHERE name = ?").get(name)
  return (row as (ChildRow & { readonly map_run: number }) | undefined) ?? null
}

/** Children that have started, the last one first; `before` is the place of the last one that was seen. */
export function listChildren(
  state: State,
  mapRun: number,
  {
    status,
    before,
    count,
  }: { readonly status: string | null; readonly before: number; readonly count: number },
): ChildRow[] {
  const sql = `SELECT * FROM children WHERE map_run = ?1 AND place < ?2 AND started IS NOT NULL
    AND (?3 IS NULL OR status = ?3) ORDER BY place DESC LIMIT ?4`
  return state.prepare(sql).all(mapRun, before, status, count) as unknown as ChildRow[]
}
