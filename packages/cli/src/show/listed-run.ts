import { duration } from "../quantities.ts"
import { renderTable } from "../table.ts"

/** A run as a list of runs shows it, of a home or of a stage. */
export type ListedRun = {
  readonly run: string
  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or, in a home, CUT_OFF: nobody runs it any more, and `mapfold resume` does. */
  readonly status: string
  /** ISO 8601, UTC. */
  readonly started: string
  readonly ended: string | null
  readonly redrives: number
  readonly repairs: string | null
  readonly reduces: string | null
  /** The error's name. */
  readonly error: string | null
}

/** The list as text; `none` is what is said of an empty one. */
export function renderRuns(
  runs: readonly ListedRun[],
  { json, none }: { readonly json: boolean; readonly none: string },
): string {
  if (json) return `${JSON.stringify(runs)}\n`
  return runs.length === 0 ? `${none}\n` : renderTable(runs.map(toRow))
}

function toRow({ run, status, started, ended, error, repairs, reduces }: ListedRun): Record<string, unknown> {
  const took = ended === null ? null : duration(Date.parse(ended) - Date.parse(started))
  const link = repairs === null ? reduces && `reduces ${reduces}` : `repairs ${repairs}`
  const note = error ?? link
  return { run, status: status.toLowerCase().replace("_", " "), started: started.slice(0, 19), took, note }
}
