import { existsSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { runPrefix } from "@mapfold/core/run/layout"
import { readAhead } from "@mapfold/core/store/read-ahead"
import type { KeptExecution } from "@mapfold/local/state/executions"
import { withState } from "@mapfold/local/state/kept-runs"
import { prune } from "@mapfold/local/state/prune"
import type { S3Place } from "@mapfold/local/store/bucket-place"
import { openStore } from "@mapfold/local/store/open-store"
import { near } from "../near.ts"
import { countOf } from "../quantities.ts"
import { WORKFLOW } from "./again.ts"
import type { HomeOptions } from "./resume.ts"

export type PruneOptions = HomeOptions & {
  /** Milliseconds. */
  readonly olderThan: number
  readonly objects?: boolean
}

/** Requests at a time: S3 takes 3,500 a second below a prefix. */
const AT_A_TIME = 16

/** Forgets the runs that ended so long ago and, if asked, removes what lies under `runs/`; results stay. */
export async function pruneRuns({
  dir,
  json = false,
  olderThan,
  objects = false,
}: PruneOptions): Promise<void> {
  const home = resolve(dir)
  const old = withState<KeptExecution[]>(home, [], (state) => prune(state, Date.now() - olderThan))
  const removed: KeptExecution[] = []
  if (objects) for (const kept of old) if (await removeObjects(kept)) removed.push(kept)
  const runs = old.map(({ name }) => name)
  if (json) process.stdout.write(`${JSON.stringify({ runs, objects: removed.map(({ name }) => name) })}\n`)
  else process.stdout.write(`Forgot ${countOf(runs.length, "run")} of ${near(home)}.\n`)
}

/** What lies in the output bucket of a run of the workflow, whose name Mapfold has made. Answers whether there was anything. */
async function removeObjects({ machine, name, setup }: KeptExecution): Promise<boolean> {
  const { output } = setup.buckets
  if (machine !== WORKFLOW || output === undefined || !/^[\w-]+$/.test(name)) return false
  if (typeof output !== "string") return removeInS3(output, runPrefix(name))
  const folder = join(output, runPrefix(name))
  if (!existsSync(folder)) return false
  rmSync(folder, { recursive: true })
  return true
}

async function removeInS3(output: S3Place, prefix: string): Promise<boolean> {
  const store = await openStore({ buckets: { output } })
  let removed = 0
  for await (const page of store.list("output", { prefix })) {
    for await (const _ of readAhead(page, AT_A_TIME, ({ key }) => store.remove("output", key))) removed++
  }
  return removed > 0
}
