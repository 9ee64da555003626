import { FunctionFailed } from "../errors.ts"
import { Aborted } from "../interpreter/aborted.ts"
import type { Signal } from "../interpreter/signal.ts"
import type { LogTag } from "../state/logs.ts"
import type { PrintedLine } from "./call.ts"
import { MAX_SENT } from "./claims.ts"
import { toFunctionFailed } from "./handler.ts"
import { type Death, type Job, type Lane, startLane } from "./lane.ts"

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
  /** What a worker has for loading its modules, beside the time of its first call, as on AWS. */
  readonly startMilliseconds?: number
}

export type FunctionPool = {
  /**
   * Runs a function in a worker, for at most so many milliseconds from when the worker begins it. Payload and answer go
   * through JSON, as they do on AWS. Throws `FunctionFailed`: the handler's own error, or Sandbox.Timedout,
   * Runtime.OutOfMemory or Runtime.ExitError where the worker was ended or ended itself.
   */
  call(
    target: string,
    payload: unknown,
    options: { signal: Signal; milliseconds: number; tag?: LogTag | null },
  ): Promise<unknown>
  /** Ends the workers, and waits for their ends: then none writes any more. */
  close(): Promise<void>
}

/** Enough for a batch's tally, little enough to be found before the machine is out of memory. */
const HEAP_MEGABYTES = 1_024

/** Many times what a worker takes to load its modules where the machine is busy. */
const START_MILLISECONDS = 30_000

/** Milliseconds: after a function that was this quick, a worker is sent more calls than the one that it makes. */
const QUICK = 2
/** Workers in a row that may end without having begun a call: they fail by themselves, and would do so for ever. */
const MAX_IDLE_ENDS = 8

/** Starts all workers at once, so that they are warm when the first batch comes. */
export function makeFunctionPool({
  module,
  options,
  size,
  onLine = () => {},
  heapMegabytes = HEAP_MEGABYTES,
  startMilliseconds = START_MILLISECONDS,
}: FunctionPoolOptions): FunctionPool {
  let queue: Job[] = []
  const quick = new Set<string>()
  const lanes = new Set<Lane>()
  const ends = new Set<Promise<void>>()
  let idleEnds = 0
  let isClosed = false

  const addLane = (): void => {
    const lane: Lane = startLane({
      ...{ module: module.href, options, heapMegabytes, startMilliseconds, onLine, onFree: sendAll },
      onEnd(left, { isByItself, death }) {
        lanes.delete(lane)
        const end: Promise<void> = lane.end().finally(() => ends.delete(end))
        ends.add(end)
        queue = [...left, ...queue]
        idleEnds = isByItself ? idleEnds + 1 : 0
        if (isClosed || idleEnds > MAX_IDLE_ENDS) failAll(death)
        else addLane()
        sendAll()
      },
    })
    lanes.add(lane)
  }
  const failAll = (death: Death): void => {
    const jobs = queue
    queue = []
    for (const job of jobs) job.died(death)
  }
  const leastLoaded = (): Lane | undefined => {
    let least: Lane | undefined
    for (const lane of lanes) if (least === undefined || lane.load() < least.load()) least = lane
    return least
  }
  const sendAll = (): void => {
    for (let job = queue[0]; job !== undefined; job = queue[0]) {
      const lane = leastLoaded()
      if (lane === undefined || lane.load() >= (quick.has(job.target) ? MAX_SENT : 1)) return
      queue.shift()
      lane.send(job)
    }
    share()
  }
  /** A worker that has nothing to do takes over what waits for another, which may be at it for long. */
  const share = (): void => {
    const idle = leastLoaded()
    if (idle === undefined || idle.load() > 0) return
    let busiest = idle
    for (const lane of lanes) if (lane.load() > busiest.load()) busiest = lane
    const job = busiest.load() > 1 ? busiest.takeLast() : undefined
    if (job !== undefined) idle.send(job)
  }
  const drop = (job: Job): void => {
    const at = queue.indexOf(job)
    if (at !== -1) {
      queue.splice(at, 1)
      return
    }
    for (const lane of [...lanes]) if (lane.drop(job)) return
  }

  const addMissing = (): void => {
    while (lanes.size < size) addLane()
  }

  addMissing()
  return {
    call(target, payload, { signal, milliseconds, tag = null }) {
      if (signal.aborted) return Promise.reject(new Aborted())
      return new Promise((resolve, reject) => {
        const abort = () => {
          drop(job)
          reject(new Aborted())
        }
        const fail = (error: FunctionFailed) => {
          signal.removeEventListener("abort", abort)
          reject(error)
        }
        const job: Job = {
          ...{ target, payload: JSON.stringify(payload), milliseconds, tag },
          answered(answer, took) {
            if (took < QUICK) quick.add(target)
            else quick.delete(target)
            if ("error" in answer) return fail(toFunctionFailed(answer.error))
            signal.removeEventListener("abort", abort)
            resolve(answer.text === undefined ? undefined : JSON.parse(answer.text))
          },
          timedOut() {
            const seconds = (milliseconds / 1_000).toFixed(2)
            fail(new FunctionFailed("Sandbox.Timedout", `Task timed out after ${seconds} seconds`))
          },
          died: (death) => fail(toWorkerFailure(death)),
        }
        signal.addEventListener("abort", abort, { once: true })
        queue.push(job)
        addMissing()
        sendAll()
      })
    },
    async close() {
      isClosed = true
      failAll({ code: undefined, message: "the engine was closed" })
      await Promise.all([...lanes].map((lane) => lane.end()))
      await Promise.all(ends)
    },
  }
}

function toWorkerFailure({ code, message }: Death): FunctionFailed {
  if (code === "ERR_WORKER_OUT_OF_MEMORY") {
    return new FunctionFailed("Runtime.OutOfMemory", "the worker ran out of memory")
  }
  return new FunctionFailed("Runtime.ExitError", `the worker ended before it answered: ${message}`)
}
