import type { KeptExecution } from "./executions.ts"
import { listExecutions } from "./executions.ts"
import type { State } from "./state.ts"

/** Forgets the executions that ended before a moment (milliseconds since 1970), with all that is kept of them. */
export function prune(state: State, before: number): KeptExecution[] {
  const old = listExecutions(state).filter(
    ({ status, stopped }) => status !== "RUNNING" && stopped !== null && stopped < before,
  )
  const forget = "DELETE FROM executions WHERE id = ?"
  for (const { id } of old) state.write(forget, id)
  state.flush()
  if (old.length > 0) state.shrink()
  return old
}
