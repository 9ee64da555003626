import { statSync } from "node:fs"
import { StateUnusable } from "../errors.ts"
import { databasePath } from "./database.ts"
import { type ExecutionFilter, type KeptExecution, listExecutions } from "./executions.ts"
import { isOwnerAlive } from "./owner.ts"
import { openState, type State } from "./state.ts"

/** Opens the state of a home for a moment; `none` is the answer where the home has no state yet. Throws `StateUnusable`. */
export function withState<Answer>(home: string, none: Answer, look: (state: State) => Answer): Answer {
  if (!hasState(home)) return none
  const state = openState(home)
  try {
    return look(state)
  } finally {
    state.close()
  }
}

/** A home that may not be looked into is not one without state. */
function hasState(home: string): boolean {
  try {
    return statSync(databasePath(home), { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    const { message } = error as Error
    throw new StateUnusable(
      `the state in ${home} cannot be looked at: ${message}; give the user that runs this access to it, or name another home (--dir)`,
    )
  }
}

/** Executions that are to run and that no process runs, in the order in which they started. */
export function findInterrupted(state: State, filter: ExecutionFilter = {}): KeptExecution[] {
  return listExecutions(state, { ...filter, status: "RUNNING" })
    .filter(({ owner }) => owner === null || !isOwnerAlive(state.home, owner))
    .reverse()
}
