import type { KeptMapRun, MapRunEnd, MapRunLimits, MapRunStart } from "../map-run/kept-map-run.ts"
import {
  endStoppedChildren,
  forgetEndedEvents,
  makeChildren,
  parkChildren,
  restartChildren,
} from "./children.ts"
import type { State } from "./state.ts"

/** A map run as it is kept. Times are milliseconds since 1970. */
export type MapRunRow = {
  readonly id: number
  readonly execution: number
  readonly uuid: string
  /** Where it stands in its execution; null once another one stands there. */
  readonly visit: string | null
  readonly label: string
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED"
  readonly started: number
  readonly stopped: number | null
  readonly redrives: number
  readonly redriven: number | null
  readonly concurrency: number
  readonly tolerated_count: number | null
  readonly tolerated_percent: number | null
  readonly is_express: number
  readonly is_read_all: number
  readonly error: string | null
  readonly cause: string | null
  /** JSON. */
  readonly result: string | null
}

/** Milliseconds between looks at limits that another process may have changed. */
const LOOK_AGAIN = 200

export type MapRunPlace = Omit<MapRunStart, "entered" | "attempt"> & {
  readonly execution: number
  readonly visit: string
  readonly now: () => number
}

/** Starts a map run, or goes on with the one that stands in this place. A child that has ended is to be forgotten. */
export function openMapRun(state: State, place: MapRunPlace, forget: (child: string) => void): KeptMapRun {
  const found = findByVisit(state, place.execution, place.visit)
  if (found !== null && (found.status === "RUNNING" || found.status === "ABORTED"))
    reopen(state, found, place.now())
  return makeKeptMapRun(state, found ?? insertMapRun(state, place), place.now, forget)
}

/** What was aborted in it was so because of something that has not been kept: all that has not ended is to run. */
function reopen(state: State, { id, is_read_all, is_express }: MapRunRow, now: number): void {
  state.write("UPDATE map_runs SET status = 'RUNNING', stopped = NULL WHERE id = ?", id)
  if (is_express === 1) forgetEndedEvents(state, id)
  endStoppedChildren(state, id, now)
  if (is_read_all === 1) restartChildren(state, id)
  else parkChildren(state, id)
}

function findByVisit(state: State, execution: number, visit: string): MapRunRow | null {
  const row = state.prepare("SELECT * FROM map_runs WHERE execution = ? AND visit = ?").get(execution, visit)
  return (row as MapRunRow | undefined) ?? null
}

export function insertMapRun(state: State, { limits, ...place }: MapRunPlace): MapRunRow {
  const uuid = place.uuid()
  const sql = `INSERT INTO map_runs
    (execution, uuid, visit, label, status, started, concurrency, tolerated_count, tolerated_percent, is_express)
    VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?)`
  state.write(
    sql,
    place.execution,
    uuid,
    place.visit,
    place.label,
    place.now(),
    limits.concurrency,
    limits.toleratedCount,
    limits.toleratedPercent,
    place.isExpress ? 1 : 0,
  )
  return readMapRun(state, uuid)!
}

/** By the uuid that its ARN ends in. */
export function readMapRun(state: State, uuid: string): MapRunRow | null {
  return (state.prepare("SELECT * FROM map_runs WHERE uuid = ?").get(uuid) as MapRunRow | undefined) ?? null
}

/** In the order in which they started. */
export function listMapRuns(state: State, execution: number): MapRunRow[] {
  const rows = state.prepare("SELECT * FROM map_runs WHERE execution = ? ORDER BY id").all(execution)
  return rows as unknown as MapRunRow[]
}

function makeKeptMapRun(
  state: State,
  row: MapRunRow,
  now: () => number,
  forget: (child: string) => void,
): KeptMapRun {
  const { id, uuid, redrives } = row
  let limits = limitsOf(row)
  let looked = now()
  return {
    uuid,
    ended: endOf(row),
    redrives,
    isReadAll: row.is_read_all === 1,
    limits() {
      if (now() - looked >= LOOK_AGAIN) {
        limits = limitsOf(readMapRun(state, uuid) ?? row)
        looked = now()
      }
      return limits
    },
    ...makeChildren(state, id, forget),
    end: (end) => endMapRun(state, id, end, now()),
  }
}

export function limitsOf(row: MapRunRow): MapRunLimits {
  return {
    concurrency: row.concurrency,
    toleratedCount: row.tolerated_count,
    toleratedPercent: row.tolerated_percent,
  }
}

function endOf({ status, error, cause, result }: MapRunRow): MapRunEnd | null {
  if (status === "SUCCEEDED") return { status, result: JSON.parse(result ?? "null") as unknown }
  return status === "FAILED" ? { status, error: error ?? undefined, cause: cause ?? undefined } : null
}

function endMapRun(state: State, id: number, end: MapRunEnd, time: number): void {
  const [error, cause] = end.status === "FAILED" ? [end.error ?? null, end.cause ?? null] : [null, null]
  const result = end.status === "SUCCEEDED" ? JSON.stringify(end.result) : null
  const sql = "UPDATE map_runs SET status = ?, stopped = ?, error = ?, cause = ?, result = ? WHERE id = ?"
  state.write(sql, end.status, time, error, cause, result, id)
}

/** Changes what a map run may do while it runs; whoever runs it sees it within a moment. */
export function updateLimits(state: State, uuid: string, limits: MapRunLimits): void {
  const { concurrency, toleratedCount, toleratedPercent } = limits
  const sql = "UPDATE map_runs SET concurrency = ?, tolerated_count = ?, tolerated_percent = ? WHERE uuid = ?"
  state.writeNow(sql, concurrency, toleratedCount, toleratedPercent, uuid)
}
