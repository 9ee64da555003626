import { RedriveExecutionCommand, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn"
import { NotAllowed } from "../errors.ts"
import { executionArn } from "./arns.ts"
import { ask } from "./aws-errors.ts"
import type { Cache } from "./cache.ts"
import type { Execution } from "./execution.ts"
import { nameOf, type StateMachineOptions } from "./requests.ts"

/** What is done to the runs of a machine; what is remembered of them is then forgotten. */
export type ExecutionActions = {
  /** Throws `NotAllowed` where there is a run of this name. */
  start(run: string, input: unknown): Promise<void>
  stop(execution: Execution, why: string): Promise<void>
  /** Throws `NotAllowed`. */
  redrive(execution: Execution): Promise<void>
}

export function makeExecutionActions({ sfn, stateMachineArn, cache }: StateMachineOptions): ExecutionActions {
  return {
    async start(run, input) {
      executionArn(stateMachineArn, run)
      const command = new StartExecutionCommand({ stateMachineArn, name: run, input: JSON.stringify(input) })
      try {
        await ask("states:StartExecution", () => sfn.send(command))
      } catch (error) {
        if (nameOf(error) !== "ExecutionAlreadyExists") throw error
        throw new NotAllowed(`there is a run "${run}" already: choose another name`)
      } finally {
        cache.forget("list/")
      }
    },
    async stop({ run, arn }, why) {
      const command = new StopExecutionCommand({ executionArn: arn, cause: why })
      await ask("states:StopExecution", () => sfn.send(command))
      forget(cache, run)
    },
    async redrive({ run, arn }) {
      const command = new RedriveExecutionCommand({ executionArn: arn })
      try {
        await ask("states:RedriveExecution", () => sfn.send(command))
      } catch (error) {
        if (nameOf(error) !== "ExecutionNotRedrivable") throw error
        throw new NotAllowed(`run "${run}" cannot be redriven: ${(error as Error).message}`)
      } finally {
        forget(cache, run)
      }
    },
  }
}

/** All that may be otherwise from now on. */
function forget(cache: Cache, run: string): void {
  for (const prefix of [`run/${run}/`, "list/", "map-run/", "children/", "child/"]) cache.forget(prefix)
}
