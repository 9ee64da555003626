import { type KeptLines, openVisits } from "../interpreter/kept-lines.ts"
import type { HistoryOf } from "./events.ts"
import type { MapRunRow } from "./map-runs.ts"
import type { State } from "./state.ts"

/** After these a new map run starts. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html */
const NOT_GONE_ON_WITH = ["States.DataLimitExceeded", "States.Runtime"]

/** Before the visits of the map runs of a child; an execution's own have nothing before them. */
export function nameScope(child: string): string {
  return child === "" ? "" : `${child}/`
}

export type ToRedrive = {
  readonly lines: KeptLines
  /** All of the execution, in the order in which they started. */
  readonly mapRuns: readonly MapRunRow[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The last attempt of each map run of a state that has not ended goes on; those before it are only remembered. */
export function redriveMapRuns(state: State, { child }: HistoryOf, { lines, mapRuns, now }: ToRedrive): void {
  const scope = nameScope(child)
  const open = new Set(openVisits(lines).map((entered) => `${scope}${entered}`))
  const last = new Map<string, MapRunRow>()
  for (const row of mapRuns) {
    const place = row.visit?.slice(0, row.visit.lastIndexOf("/"))
    if (place === undefined || !open.has(place)) continue
    state.write("UPDATE map_runs SET visit = NULL WHERE id = ?", row.id)
    last.set(place, row)
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
  state.write("DELETE FROM child_stops WHERE map_run = ?", id)
}
