import { fileURLToPath } from "node:url"
import { Piscina } from "piscina"
import { FunctionFailed } from "../errors.ts"
import { Aborted, childController, ENDED } from "../interpreter/aborted.ts"
import type { LogTag } from "../state/logs.ts"
import { toFunctionFailed } from "./handler.ts"
import { makeSlots } from "./slots.ts"
import type { Answer, Call, PrintedLine, WorkerStart } from "./worker.ts"

export type FunctionPoolOptions = {
  /** The module whose `makeHandlers(options)` makes the functions, in each worker anew. `options` must be cloneable. */
  readonly module: URL
  readonly options: unknown
  /** Workers, each of which runs one invocation at a time. */
  readonly size: number
  /** Told of each line that a function prints. */
  readonly onLine?: ((printed: PrintedLine) => void) | undefined
  /** Of a worker's JavaScript heap, in MB. A batch takes a few; files are read into buffers outside the heap. */
  readonly heapMegabytes?: number
}

export type FunctionPool = {
  /**
   * Runs a function in a worker, for at most so many milliseconds. Throws `FunctionFailed`: the handler's own error, or
   * Sandbox.Timedout, Runtime.OutOfMemory or Runtime.ExitError where the worker was ended or ended itself.
   */
  call(
    target: string,
    payload: unknown,
    options: { signal: AbortSignal; milliseconds: number; tag?: LogTag | null },
  ): Promise<unknown>
  /** Ends the workers, and waits for their ends: then none writes any more. */
  close(): Promise<void>
}

/** Enough for a batch's tally, little enough to be found before the machine is out of memory. */
const HEAP_MEGABYTES = 1_024

/** Starts all workers at once, so that they are warm when the first batch comes. */
export function makeFunctionPool({
  module,
  options,
  size,
  onLine,
  heapMegabytes = HEAP_MEGABYTES,
}: FunctionPoolOptions): FunctionPool {
  const start: WorkerStart = { module: module.href, options }
  const pool = new Piscina<Call, Answer>({
    filename: fileURLToPath(new URL("./start-worker.mjs", import.meta.url)),
    minThreads: size,
    maxThreads: size,
    workerData: start,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    recordTiming: false,
  })
  // a worker that ends while it has nothing to do is replaced, and no invocation has failed
  pool.on("error", () => {})
  if (onLine !== undefined) pool.on("message", onLine)
  // piscina's own queue would count waiting as running: a call's time starts when a worker is free
  const slots = makeSlots(size)
  const exits = makeExits(pool)

  return {
    async call(target, payload, { signal, milliseconds, tag = null }) {
      const release = await slots.take(signal)
      exits.watch()
      try {
        return await callWorker(pool, { target, payload, milliseconds, tag }, signal)
      } finally {
        release()
      }
    },
    async close() {
      await pool.destroy()
      await exits.all()
    },
  }
}

/** The ends of all workers that were ever called: piscina does not wait for those that it ended with their call. */
function makeExits(pool: Piscina<Call, Answer>) {
  const watched = new WeakSet<object>()
  const ends = new Set<Promise<unknown>>()
  return {
    watch(): void {
      for (const thread of pool.threads) {
        if (watched.has(thread)) continue
        watched.add(thread)
        const end: Promise<unknown> = new Promise((resolve) => thread.once("exit", resolve))
        ends.add(end)
        void end.then(() => ends.delete(end))
      }
    },
    all: () => Promise.all(ends),
  }
}

async function callWorker(pool: Piscina<Call, Answer>, call: Call, parent: AbortSignal): Promise<unknown> {
  const { controller, release } = childController(parent)
  let late = false
  const timer = setTimeout(() => {
    late = true
    controller.abort(ENDED)
  }, call.milliseconds)
  try {
    const answer = await pool.run(call, { signal: controller.signal })
    if ("error" in answer) throw toFunctionFailed(answer.error)
    return answer.value
  } catch (error) {
    if (error instanceof FunctionFailed) throw error
    if (late)
      throw new FunctionFailed(
        "Sandbox.Timedout",
        `Task timed out after ${(call.milliseconds / 1_000).toFixed(2)} seconds`,
      )
    if (parent.aborted) throw new Aborted()
    throw toWorkerFailure(error)
  } finally {
    clearTimeout(timer)
    release()
  }
}

/** What piscina says of a worker that ended while it had a call. */
function toWorkerFailure(error: unknown): FunctionFailed {
  const { code, message } = error as { code?: string; message?: string }
  if (code === "ERR_WORKER_OUT_OF_MEMORY") {
    return new FunctionFailed("Runtime.OutOfMemory", "the worker ran out of memory")
  }
  return new FunctionFailed(
    "Runtime.ExitError",
    `the worker ended before it answered: ${message ?? String(error)}`,
  )
}
