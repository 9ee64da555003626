import type { MapState } from "@mapfold/core/workflow/asl/states"
import { StateFailed } from "../errors.ts"
import { withRetryAndCatch } from "./failure.ts"
import { runInlineMap } from "./inline-map.ts"
import { leave, nextOf } from "./leave.ts"
import { record, type Step, type Visit } from "./thread.ts"

/** A Map: of iterations within the execution, or a map run of child executions. */
export async function runMap(visit: Visit<MapState>): Promise<Step> {
  const distributed = visit.state.ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED"
  try {
    return await withRetryAndCatch(visit, async () => {
      const result = distributed ? await runDistributed(visit) : await runInlineMap(visit)
      record(visit.thread, "MapStateSucceeded", { name: visit.name })
      return leave(visit, visit.state, { result }, result, nextOf(visit.state))
    })
  } catch (error) {
    if (error instanceof StateFailed) {
      record(visit.thread, "MapStateFailed", { error: error.error, cause: error.causeText })
    }
    throw error
  }
}

/** Loaded when it is needed: a child execution has no map run of its own. */
async function runDistributed(visit: Visit<MapState>): Promise<unknown> {
  const { runMapRun } = await import("../map-run/map-run.ts")
  return runMapRun(visit)
}
