import type { StopReason } from "../interpreter/execution.ts"
import { lastEventId, makeKeptHistory } from "./events.ts"
import { askToStop, endExecution, type KeptExecution } from "./executions.ts"
import { isOwnerAlive } from "./owner.ts"
import type { State } from "./state.ts"

/**
 * Asks the process that runs an execution to stop it, or ends it where no process does. Answers false where it had ended.
 */
export function stopExecution(state: State, kept: KeptExecution, reason: StopReason, now: number): boolean {
  const { id, status, owner } = kept
  if (status !== "RUNNING") return false
  if (owner !== null && isOwnerAlive(state.home, owner)) return askToStop(state, id, JSON.stringify(reason))
  const of = { execution: id, child: "" }
  const last = lastEventId(state, of)
  const history = makeKeptHistory(state, of, () => now, last)
  history.add("ExecutionAborted", last, { ...reason })
  const mapRuns =
    "UPDATE map_runs SET status = 'ABORTED', stopped = ? WHERE execution = ? AND status = 'RUNNING'"
  state.write(mapRuns, now, id)
  const children = `UPDATE children SET status = 'ABORTED', stopped = ? WHERE status = 'RUNNING'
    AND map_run IN (SELECT id FROM map_runs WHERE execution = ?)`
  state.write(children, now, id)
  endExecution(state, id, { status: "ABORTED", ...reason }, now)
  state.flush()
  return true
}
