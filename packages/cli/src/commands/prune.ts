import { existsSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { runPrefix } from "@mapfold/core/run/layout"
import type { KeptExecution } from "@mapfold/local/state/executions"
import { withState } from "@mapfold/local/state/kept-runs"
import { prune } from "@mapfold/local/state/prune"
import { near } from "../near.ts"
import { countOf } from "../quantities.ts"
import { WORKFLOW } from "./again.ts"
import type { HomeOptions } from "./resume.ts"

export type PruneOptions = HomeOptions & {
  /** Milliseconds. */
  readonly olderThan: number
  readonly objects?: boolean
}

/** Forgets the runs that ended so long ago and, if asked, removes what lies under `runs/`; results stay. */
export function pruneRuns({ dir, json = false, olderThan, objects = false }: PruneOptions): void {
  const home = resolve(dir)
  const old = withState<KeptExecution[]>(home, [], (state) => prune(state, Date.now() - olderThan))
  const removed = objects ? old.filter(removeObjects) : []
  const runs = old.map(({ name }) => name)
  if (json) process.stdout.write(`${JSON.stringify({ runs, objects: removed.map(({ name }) => name) })}\n`)
  else process.stdout.write(`Forgot ${countOf(runs.length, "run")} of ${near(home)}.\n`)
}

/** The folder of a run of the workflow, whose name Mapfold has made. Answers whether there was one. */
function removeObjects({ machine, name, setup }: KeptExecution): boolean {
  const { output } = setup.buckets
  if (machine !== WORKFLOW || output === undefined || !/^[\w-]+$/.test(name)) return false
  const folder = join(output, runPrefix(name))
  if (!existsSync(folder)) return false
  rmSync(folder, { recursive: true })
  return true
}
