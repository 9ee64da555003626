import { NotRedrivable } from "../errors.ts"
import { MAX_EVENTS } from "../history/history.ts"
import { lastEventId, makeKeptHistory } from "./events.ts"
import type { KeptExecution } from "./executions.ts"
import { listMapRuns, type MapRunRow } from "./map-runs.ts"
import type { State } from "./state.ts"

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_DAYS = 14
const DAY_MS = 86_400_000

/** After these a new map run starts. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html */
const NOT_GONE_ON_WITH = ["States.DataLimitExceeded", "States.Runtime"]

/** Why an execution cannot be redriven, in AWS's words, or null. */
export function findRedriveFault(state: State, kept: KeptExecution, now: number): string | null {
  const { status, stopped } = kept
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`
  if (stopped !== null && now - stopped > REDRIVABLE_DAYS * DAY_MS) {
    return "Execution has exceeded the redrivable period"
  }
  if (lastEventId(state, { execution: kept.id, child: "" }) >= MAX_EVENTS - 1) {
    return "Execution event history limit exceeded"
  }
  return null
}

/**
 * Makes an ended execution one that is to go on in the state that it failed in, with the children that had not succeeded.
 * Nobody runs it yet. Throws `NotRedrivable`.
 */
export function redrive(state: State, kept: KeptExecution, now: number): void {
  const fault = findRedriveFault(state, kept, now)
  if (fault !== null) throw new NotRedrivable(kept.name, fault)
  const { id, point, redrives } = kept
  const of = { execution: id, child: "" }
  const last = lastEventId(state, of)
  const history = makeKeptHistory(state, of, () => now, last)
  const event = history.add("ExecutionRedriven", last, { redriveCount: redrives + 1 })
  const next = point === null ? null : JSON.stringify({ ...point, lastEvent: event })
  if (point !== null) redriveMapRuns(state, id, `${point.enteredEvent}/`, now)
  const sql = `UPDATE executions SET status = 'RUNNING', stopped = NULL, error = NULL, cause = NULL, owner = NULL,
    stop_asked = NULL, redrives = redrives + 1, redriven = ?, point = ? WHERE id = ?`
  state.write(sql, now, next, id)
  state.flush()
}

/** The last attempt of each map run of the state goes on; those before it are only remembered. */
function redriveMapRuns(state: State, execution: number, scope: string, now: number): void {
  const forget = "UPDATE map_runs SET visit = NULL WHERE id = ?"
  const last = new Map<string, MapRunRow>()
  for (const row of listMapRuns(state, execution)) {
    if (row.visit === null || !row.visit.startsWith(scope)) continue
    state.write(forget, row.id)
    last.set(row.visit.slice(0, row.visit.lastIndexOf("/")), row)
  }
  for (const [place, row] of last) {
    if (NOT_GONE_ON_WITH.includes(row.error ?? "")) continue
    state.write("UPDATE map_runs SET visit = ? WHERE id = ?", `${place}/0`, row.id)
    if (row.status !== "SUCCEEDED") redriveMapRun(state, row, now)
  }
}

function redriveMapRun(state: State, { id }: MapRunRow, now: number): void {
  const sql = `UPDATE map_runs SET status = 'RUNNING', stopped = NULL, error = NULL, cause = NULL,
    redrives = redrives + 1, redriven = ? WHERE id = ?`
  state.write(sql, now, id)
  const children = `UPDATE children SET status = 'PENDING', started = NULL, stopped = NULL, error = NULL, cause = NULL,
    output = NULL, redrives = redrives + 1 WHERE map_run = ? AND status NOT IN ('SUCCEEDED', 'PENDING')`
  state.write(children, id)
}
