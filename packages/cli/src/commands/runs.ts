import { resolve } from "node:path"
import { readLinks } from "@mapfold/local/engine/again"
import { type KeptExecution, listExecutions } from "@mapfold/local/state/executions"
import { withState } from "@mapfold/local/state/kept-runs"
import { isOwnerAlive } from "@mapfold/local/state/owner"
import { near } from "../near.ts"
import { duration } from "../quantities.ts"
import { renderTable } from "../table.ts"
import { WORKFLOW } from "./again.ts"
import type { HomeOptions } from "./resume.ts"

export type RunsOptions = HomeOptions & { readonly count: number }

/** One run, as the list shows it. */
type Line = {
  readonly run: string
  /** CUT_OFF where nobody runs it any more: `mapfold resume` does. */
  readonly status: KeptExecution["status"] | "CUT_OFF"
  readonly started: string
  readonly ended: string | null
  readonly redrives: number
  readonly repairs: string | null
  readonly reduces: string | null
  readonly error: string | null
}

/** Lists the runs of a home, the last one first. */
export function listRuns({ dir, json = false, count }: RunsOptions): void {
  const home = resolve(dir)
  const kept = withState<KeptExecution[]>(home, [], (state) =>
    listExecutions(state, { machine: WORKFLOW, count }),
  )
  const lines = kept.map((execution) => toLine(home, execution))
  if (json) process.stdout.write(`${JSON.stringify(lines)}\n`)
  else if (lines.length === 0) process.stdout.write(`There are no runs in ${near(home)} yet.\n`)
  else process.stdout.write(renderTable(lines.map(toRow)))
}

export function statusOf(home: string, { status, owner }: KeptExecution): Line["status"] {
  const isCut = status === "RUNNING" && (owner === null || !isOwnerAlive(home, owner))
  return isCut ? "CUT_OFF" : status
}

function toLine(home: string, kept: KeptExecution): Line {
  return {
    run: kept.name,
    status: statusOf(home, kept),
    started: new Date(kept.started).toISOString(),
    ended: kept.stopped === null ? null : new Date(kept.stopped).toISOString(),
    redrives: kept.redrives,
    ...readLinks(kept.input),
    error: kept.error,
  }
}

function toRow({ run, status, started, ended, error, repairs, reduces }: Line): Record<string, unknown> {
  const took = ended === null ? null : duration(Date.parse(ended) - Date.parse(started))
  const link = repairs === null ? reduces && `reduces ${reduces}` : `repairs ${repairs}`
  const note = error ?? link
  return { run, status: status.toLowerCase().replace("_", " "), started: started.slice(0, 19), took, note }
}
