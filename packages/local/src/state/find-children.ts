import type { ChildRow, ChildStatus } from "../map-run/kept-map-run.ts"
import { idInName } from "./child-name.ts"
import type { State } from "./state.ts"

/** Children read at once: each may have 256 KiB of input and as much of output, and most have next to nothing. */
const LEAST_PAGE = 50
const LARGEST_PAGE = 250
/** Characters of a page of larger ones. */
const PAGE_CHARACTERS = 2 ** 22

/** Page by page: a statement that is still open would hold the write-ahead log back. */
export function* readChildren(
  state: State,
  mapRun: number,
  statuses: readonly ChildStatus[],
): Generator<ChildRow, void, void> {
  const sql = `SELECT * FROM children WHERE map_run = ? AND place > ?
    AND status IN (SELECT value FROM json_each(?)) ORDER BY place LIMIT ?`
  let place = -1
  let count = LEAST_PAGE
  for (;;) {
    const rows = state
      .prepare(sql)
      .all(mapRun, place, JSON.stringify(statuses), count) as unknown as ChildRow[]
    yield* rows
    if (rows.length < count) return
    place = rows.at(-1)!.place
    const characters = rows.reduce((sum, { input, output }) => sum + input.length + (output?.length ?? 0), 0)
    const fitting = Math.floor((PAGE_CHARACTERS * rows.length) / (characters + 1))
    count = Math.min(LARGEST_PAGE, Math.max(LEAST_PAGE, fitting))
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

export type FoundChild = ChildRow & { readonly map_run: number }

/** A child by its name, and the map run that it is of. */
export function findChild(state: State, name: string): FoundChild | null {
  const row = state.prepare("SELECT * FROM children WHERE id = ? AND name = ?").get(idInName(name), name)
  return (row as FoundChild | undefined) ?? null
}

/** What a list says of a child: nothing that may be long. */
export type ChildSummary = Pick<ChildRow, "place" | "name" | "items" | "started" | "stopped" | "redrives"> & {
  readonly status: ChildStatus | "PENDING_REDRIVE"
}

export type ChildFilter = {
  readonly status: string | null
  readonly isRedriven?: boolean | undefined
  /** The place of the last one that was seen. */
  readonly before: number
  readonly count: number
}

/** Children that have started, or wait to be started again (which is PENDING_REDRIVE), the last one first. */
export function listChildren(
  state: State,
  mapRun: number,
  { status, isRedriven, before, count }: ChildFilter,
): ChildSummary[] {
  const sql = `SELECT * FROM (
      SELECT place, name, CASE WHEN started IS NULL AND redrives > 0 THEN 'PENDING_REDRIVE' ELSE status END AS status,
        items, started, stopped, redrives
      FROM children WHERE map_run = ?1 AND place < ?2 AND (started IS NOT NULL OR redrives > 0))
    WHERE (?3 IS NULL OR status = ?3) AND (?4 IS NULL OR (redrives > 0) = ?4) ORDER BY place DESC LIMIT ?5`
  const redriven = isRedriven === undefined ? null : Number(isRedriven)
  return state.prepare(sql).all(mapRun, before, status, redriven, count) as unknown as ChildSummary[]
}
