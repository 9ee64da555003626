import { resolve } from "node:path"
import { readLinks } from "@mapfold/local/engine/again"
import { type KeptExecution, listExecutions } from "@mapfold/local/state/executions"
import { withState } from "@mapfold/local/state/kept-runs"
import { isOwnerAlive } from "@mapfold/local/state/owner"
import { near } from "../near.ts"
import { type ListedRun, renderRuns } from "../show/listed-run.ts"
import { WORKFLOW } from "./again.ts"
import type { HomeOptions } from "./resume.ts"

export type RunsOptions = HomeOptions & { readonly count: number }

/** Lists the runs of a home, the last one first. */
export function listRuns({ dir, json = false, count }: RunsOptions): void {
  const home = resolve(dir)
  const kept = withState<KeptExecution[]>(home, [], (state) =>
    listExecutions(state, { machine: WORKFLOW, count }),
  )
  const runs = kept.map((execution) => toListed(home, execution))
  process.stdout.write(renderRuns(runs, { json, none: `There are no runs in ${near(home)} yet.` }))
}

export function statusOf(home: string, { status, owner }: KeptExecution): string {
  const isCut = status === "RUNNING" && (owner === null || !isOwnerAlive(home, owner))
  return isCut ? "CUT_OFF" : status
}

function toListed(home: string, kept: KeptExecution): ListedRun {
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
