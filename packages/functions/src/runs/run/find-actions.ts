import type { Report } from "@mapfold/core/report/report"
import type { RunActions } from "@mapfold/core/status/run-view"
import type { Execution } from "../aws/execution.ts"

/** What may be done with a run now, and why not. */
export function findActions(execution: Execution, report: Report | null): RunActions {
  const { status, redriveFault } = execution
  if (status === "RUNNING")
    return {
      stop: null,
      redrive: "it is running: stop it first, or wait for its end",
      repair: "it is running: wait for its end",
    }
  return { stop: "it has ended", redrive: redriveFault, repair: findRepairFault(report) }
}

/** Why a run that has ended cannot be repaired; null where it can. */
function findRepairFault(report: Report | null): string | null {
  if (report === null) return "it ended before its objects were all processed: redrive it, or start it again"
  const { objects, records } = report
  if (objects.failed === 0 && records.rejected === 0) return "no object has failed and no record was rejected"
  return null
}
