import type { ParallelState } from "@mapfold/core/workflow/asl/states"
import { StateFailed } from "../errors.ts"
import { childController, ENDED } from "./aborted.ts"
import { evaluate } from "./evaluate.ts"
import { isRuntime, withRetryAndCatch } from "./failure.ts"
import { type Note, nameLine } from "./kept-lines.ts"
import { leave, nextOf } from "./leave.ts"
import { resumeStates, runStates } from "./run-states.ts"
import { cut, fork, record, recordAside, restore, type Step, type Visit } from "./thread.ts"

/** All branches at once; the first failure ends the others. */
export function runParallel(visit: Visit<ParallelState>): Promise<Step> {
  const { thread, state } = visit
  const attempt = async (note: Note): Promise<Step> => {
    const { Arguments } = state
    const input = Arguments === undefined ? visit.input : await evaluate(visit, Arguments, "Arguments")
    const started = record(thread, "ParallelStateStarted", undefined, note)
    const result = await runBranches(visit, input, started)
    recordAside(thread, "ParallelStateSucceeded")
    return leave(visit, state, { result }, result, nextOf(state))
  }
  return withRetryAndCatch(visit, attempt, { failed: () => void record(thread, "ParallelStateFailed") })
}

async function runBranches(
  { thread, state }: Visit<ParallelState>,
  input: unknown,
  started: number,
): Promise<unknown[]> {
  const { controller, release } = childController(thread.signal)
  const threads = state.Branches.map((_, at) =>
    fork(thread, { signal: controller.signal, line: nameLine(started, at) }),
  )
  const branches = state.Branches.map(async (branch, at) => {
    const own = threads[at]!
    const visit = restore(own)?.visit
    try {
      return await (visit ? resumeStates(branch, visit, own) : runStates(branch, input, own))
    } catch (error) {
      if (error instanceof StateFailed && !controller.signal.aborted) {
        for (const other of threads) {
          if (other === own) continue
          if (isRuntime(error)) other.isCut = true
          else cut(other, own)
        }
        thread.lastEvent = own.lastEvent
        thread.toldTime = own.toldTime
      }
      controller.abort(ENDED)
      throw error
    }
  })
  try {
    const results = await Promise.all(branches)
    thread.lastEvent = Math.max(...threads.map((own) => own.lastEvent))
    return results
  } finally {
    // every branch has ended before the state is left: none runs on beside what follows
    await Promise.allSettled(branches)
    release()
  }
}
