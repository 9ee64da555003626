import type { Job } from "@mapfold/core/job/job"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { PREPARE_SECONDS, REDUCE_SECONDS } from "@mapfold/core/workflow/time-limits"
import { FunctionNotFound } from "../errors.ts"
import type { Signal } from "../interpreter/signal.ts"
import type { LogTag } from "../state/logs.ts"
import type { FunctionPool } from "../workers/function-pool.ts"
import { describeError, type Handler, startInvocation, toFunctionFailed } from "../workers/handler.ts"
import { functionName } from "./load-functions.ts"

/** The names that the definition calls the functions by. */
export const FUNCTIONS = { prepare: "prepare", process: "process", reduce: "reduce" } as const

/** What the functions work with. */
export type Functions = {
  readonly store: ObjectStore
  readonly pool: FunctionPool
  loadJobs(): Promise<readonly Job[]>
  /** Of one call of Process. */
  readonly processSeconds: number
  /** Whether the workers have functions of others as well. */
  readonly hasOthers: boolean
}

/** Calls a function by its name or ARN, for whoever the tag names. */
export type Invoke = (
  target: string,
  payload: unknown,
  options: { readonly signal: Signal; readonly tag: LogTag | null },
) => Promise<unknown>

/** Lambda's longest. */
const OTHERS_SECONDS = 900

/** Calls Process in a worker, Prepare and Reduce in this thread: both are alone while they run. */
export function makeInvoke({ store, pool, loadJobs, processSeconds, hasOthers }: Functions): Invoke {
  return async (target, payload, { signal, tag }) => {
    const name = functionName(target)
    switch (name) {
      case FUNCTIONS.prepare:
        return callHere(name, loadPrepare(store, loadJobs), payload, PREPARE_SECONDS)
      case FUNCTIONS.process:
        return pool.call(name, payload, { signal, tag, milliseconds: processSeconds * 1_000 })
      case FUNCTIONS.reduce:
        return callHere(name, loadReduce(store, loadJobs), payload, REDUCE_SECONDS)
      default:
        if (hasOthers) return pool.call(name, payload, { signal, tag, milliseconds: OTHERS_SECONDS * 1_000 })
        throw toFunctionFailed(describeError(new FunctionNotFound(target, Object.values(FUNCTIONS))))
    }
  }
}

/** The state's own timeout is what ends it: a thread cannot end itself. */
async function callHere(
  name: string,
  handler: Promise<Handler>,
  payload: unknown,
  seconds: number,
): Promise<unknown> {
  try {
    return await (await handler)(payload, startInvocation(seconds * 1_000, name))
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

/** Loads what Reduce will need. Should it fail, calling Reduce says so. */
export function preloadReduce(): void {
  const loading = [import("@mapfold/functions/reduce"), loadTables()]
  for (const module of loading) module.catch(() => {})
}

async function loadTables(): Promise<unknown> {
  const { preloadTables } = await import("@mapfold/core/reduce/result-files")
  return preloadTables()
}
