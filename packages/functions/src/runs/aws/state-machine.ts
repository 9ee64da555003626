import { type ExecutionActions, makeExecutionActions } from "./act-on-executions.ts"
import { type Executions, makeExecutions } from "./read-executions.ts"
import { type MapRuns, makeMapRuns } from "./read-map-runs.ts"
import type { StateMachineOptions } from "./requests.ts"

/** One machine and its runs, as Step Functions tells of them; remembered for as long as it may be. */
export type StateMachine = Executions & MapRuns & ExecutionActions

export function makeStateMachine(options: StateMachineOptions): StateMachine {
  return { ...makeExecutions(options), ...makeMapRuns(options), ...makeExecutionActions(options) }
}
