import type { Job } from "@mapfold/core/job/job"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { PREPARE_SECONDS, REDUCE_SECONDS } from "@mapfold/core/workflow/time-limits"
import type { Ports } from "../interpreter/ports.ts"
import type { FunctionPool } from "../workers/function-pool.ts"
import { describeError, type Handler, startInvocation, toFunctionFailed } from "../workers/handler.ts"

/** The names that the definition calls the functions by. */
export const FUNCTIONS = { prepare: "prepare", process: "process", reduce: "reduce" } as const

/** What the functions work with. */
export type Functions = {
  readonly store: ObjectStore
  readonly pool: FunctionPool
  loadJobs(): Promise<readonly Job[]>
  /** Of one call of Process. */
  readonly processSeconds: number
}

/** Calls Process in a worker, Prepare and Reduce in this thread: both are alone while they run. */
export function makeInvoke({ store, pool, loadJobs, processSeconds }: Functions): Ports["invoke"] {
  let isReduceNear = false
  return (target, payload, { signal }) => {
    switch (target) {
      case FUNCTIONS.prepare:
        return callHere(loadPrepare(store, loadJobs), payload, PREPARE_SECONDS)
      case FUNCTIONS.process:
        // This thread has little to do while the workers read: time to load what Reduce will need.
        if (!isReduceNear) preloadReduce()
        isReduceNear = true
        return pool.call(target, payload, { signal, milliseconds: processSeconds * 1_000 })
      case FUNCTIONS.reduce:
        return callHere(loadReduce(store, loadJobs), payload, REDUCE_SECONDS)
      default:
        throw toFunctionFailed({
          errorType: "Lambda.ResourceNotFoundException",
          errorMessage: `there is no function "${target}"`,
          trace: [],
        })
    }
  }
}

/** The state's own timeout is what ends it: a thread cannot end itself. */
async function callHere(handler: Promise<Handler>, payload: unknown, seconds: number): Promise<unknown> {
  try {
    return await (await handler)(payload, startInvocation(seconds * 1_000))
  } catch (error) {
    throw toFunctionFailed(describeError(error))
  }
}

// both are loaded when they are called: a run that ends early needs no Reduce

async function loadPrepare(store: ObjectStore, loadJobs: Functions["loadJobs"]): Promise<Handler> {
  const [{ makePrepare }, jobs] = await Promise.all([import("@mapfold/functions/prepare"), loadJobs()])
  return makePrepare({ jobs, store })
}

async function loadReduce(store: ObjectStore, loadJobs: Functions["loadJobs"]): Promise<Handler> {
  const [{ makeReduce }, jobs] = await Promise.all([import("@mapfold/functions/reduce"), loadJobs()])
  return makeReduce({ jobs, store, clock: Date.now })
}

/** Should it fail, calling Reduce says so. */
function preloadReduce(): void {
  const loading = [import("@mapfold/functions/reduce"), loadTables()]
  for (const module of loading) module.catch(() => {})
}

async function loadTables(): Promise<unknown> {
  const { preloadTables } = await import("@mapfold/core/reduce/result-files")
  return preloadTables()
}
