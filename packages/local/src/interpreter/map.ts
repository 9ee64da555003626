import type { MapState } from "@mapfold/core/workflow/asl/states"
import { withRetryAndCatch } from "./failure.ts"
import { runInlineMap } from "./inline-map.ts"
import type { Note } from "./kept-lines.ts"
import { leave, nextOf } from "./leave.ts"
import { record, recordAside, type Step, type Visit } from "./thread.ts"

/** A Map: of iterations within the execution, or a map run of child executions. */
export function runMap(visit: Visit<MapState>): Promise<Step> {
  const { thread, state } = visit
  const distributed = state.ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED"
  const attempt = async (note: Note): Promise<Step> => {
    const result = distributed ? await runDistributed(visit, note) : await runInlineMap(visit, note)
    recordAside(thread, "MapStateSucceeded")
    return leave(visit, state, { result }, result, nextOf(state))
  }
  return withRetryAndCatch(visit, attempt, { failed: () => void record(thread, "MapStateFailed") })
}

/** Loaded when it is needed: a child execution has no map run of its own. */
async function runDistributed(visit: Visit<MapState>, note: Note): Promise<unknown> {
  const { runMapRun } = await import("../map-run/map-run.ts")
  return runMapRun(visit, note)
}
