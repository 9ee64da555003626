import { NotRedrivable } from "../errors.ts"
import { MAX_EVENTS } from "../history/history.ts"
import { redriveLines } from "../interpreter/kept-lines.ts"
import { lastEventId, makeKeptHistory } from "./events.ts"
import type { KeptExecution } from "./executions.ts"
import { listMapRuns } from "./map-runs.ts"
import { redriveMapRuns } from "./redrive-map-runs.ts"
import { readLines } from "./resume.ts"
import type { State } from "./state.ts"

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_DAYS = 14
const MAX_REDRIVES = 1_000
const DAY_MS = 86_400_000

/** Of an execution, the tokens that are known, and how long. https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
const MAX_TOKENS = 10
const TOKEN_MS = 15 * 60_000

/** When a redrive was asked for with this token (milliseconds since 1970), if not too long ago. */
export function findRedriveToken(state: State, execution: number, token: string, now: number): number | null {
  const sql = "SELECT time FROM redrive_tokens WHERE execution = ? AND token = ? AND time > ?"
  return (state.prepare(sql).get(execution, token, now - TOKEN_MS)?.time ?? null) as number | null
}

function keepRedriveToken(state: State, execution: number, token: string, now: number): void {
  state.write("INSERT OR REPLACE INTO redrive_tokens VALUES (?, ?, ?)", execution, token, now)
  const sql = `DELETE FROM redrive_tokens WHERE execution = ?1 AND token NOT IN
    (SELECT token FROM redrive_tokens WHERE execution = ?1 ORDER BY time DESC LIMIT ?2)`
  state.write(sql, execution, MAX_TOKENS)
}

/** Why an execution cannot be redriven, in AWS's words, or null. */
export function findRedriveFault(state: State, kept: KeptExecution, now: number): string | null {
  const { status, stopped, redrives } = kept
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`
  if (redrives >= MAX_REDRIVES)
    return `Execution was redriven ${MAX_REDRIVES} times and cannot be redriven again`
  if (stopped !== null && now - stopped > REDRIVABLE_DAYS * DAY_MS) {
    return "Execution redrivable period exceeded"
  }
  if (lastEventId(state, { execution: kept.id, child: "" }) >= MAX_EVENTS - 1) {
    return "Execution history event limit exceeded"
  }
  return null
}

/**
 * Makes an ended execution one that is to go on in the state that it failed in, with the children that had not succeeded.
 * Nobody runs it yet. The token is remembered for whoever asks for the same again. Throws `NotRedrivable`.
 */
export function redrive(state: State, kept: KeptExecution, now: number, token?: string): void {
  const fault = findRedriveFault(state, kept, now)
  if (fault !== null) throw new NotRedrivable(kept.name, fault)
  const { id, point, redrives } = kept
  const of = { execution: id, child: "" }
  const last = lastEventId(state, of)
  const history = makeKeptHistory(state, of, () => now, last)
  const lines = point === null ? null : readLines(state, of, point)
  // all that is read comes first: what is written is committed at once then
  const mapRuns = listMapRuns(state, id)
  const event = history.add("ExecutionRedriven", last, { redriveCount: redrives + 1 })
  const next = point === null ? null : { ...point, lastEvent: event }
  if (lines !== null) {
    redriveLines(lines, { id: event, time: now }, kept.error)
    redriveMapRuns(state, of, { lines, mapRuns, now })
  }
  const sql = `UPDATE executions SET status = 'RUNNING', stopped = NULL, error = NULL, cause = NULL, owner = NULL,
    stop_asked = NULL, redrives = redrives + 1, redriven = ?, point = ? WHERE id = ?`
  state.write(sql, now, next === null ? null : JSON.stringify(next), id)
  if (token !== undefined) keepRedriveToken(state, id, token, now)
  state.flush()
}
