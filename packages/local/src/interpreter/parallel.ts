import type { ParallelState } from "@mapfold/core/workflow/asl/states"
import { StateFailed } from "../errors.ts"
import { childController, ENDED } from "./aborted.ts"
import { evaluate } from "./evaluate.ts"
import { withRetryAndCatch } from "./failure.ts"
import { leave, nextOf } from "./leave.ts"
import { runStates } from "./run-states.ts"
import { fork, record, type Step, type Visit } from "./thread.ts"

/** All branches at once; the first failure ends the others. */
export async function runParallel(visit: Visit<ParallelState>): Promise<Step> {
  try {
    return await withRetryAndCatch(visit, async () => {
      const { Arguments } = visit.state
      const input = Arguments === undefined ? visit.input : await evaluate(visit, Arguments, "Arguments")
      record(visit.thread, "ParallelStateStarted")
      const result = await runBranches(visit, input)
      record(visit.thread, "ParallelStateSucceeded")
      return leave(visit, visit.state, { result }, result, nextOf(visit.state))
    })
  } catch (error) {
    if (error instanceof StateFailed) {
      record(visit.thread, "ParallelStateFailed", { error: error.error, cause: error.causeText })
    }
    throw error
  }
}

async function runBranches(visit: Visit<ParallelState>, input: unknown): Promise<unknown[]> {
  const { controller, release } = childController(visit.thread.signal)
  const branches = visit.state.Branches.map(async (branch) => {
    try {
      return await runStates(branch, input, fork(visit.thread, { signal: controller.signal }))
    } catch (error) {
      controller.abort(ENDED)
      throw error
    }
  })
  try {
    return await Promise.all(branches)
  } finally {
    // every branch has ended before the state is left: none runs on beside what follows
    await Promise.allSettled(branches)
    release()
  }
}
