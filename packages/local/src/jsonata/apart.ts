import { Worker } from "node:worker_threads"
import { APART_END, APART_HEAP_MEGABYTES, APART_WORK } from "./limits.ts"
import type { Bindings } from "./plain-path.ts"

export type ApartRequest = {
  readonly text: string
  readonly bindings: Bindings
}

export type ApartAnswer =
  | { readonly type: "value"; readonly value: unknown }
  /** What stands behind AWS's sentence. */
  | { readonly type: "failed"; readonly description: string }
  | { readonly type: "unsupported" }

/** Milliseconds that a thread may take to load what it needs: long, since the machine may be busy. */
const START_TIMEOUT = 60_000

/** Milliseconds between looks at what the thread has worked: an evaluation that ends sooner costs no look. */
const LOOK = 200

type Waiting = { readonly request: ApartRequest; readonly resolve: (answer: ApartAnswer) => void }

/**
 * Evaluates expressions in a thread of its own, one after the other, and ends the thread where one takes too long or too
 * much memory. The thread starts with the first expression, and keeps no process alive that has nothing else to do.
 */
export function makeApart(): (request: ApartRequest) => Promise<ApartAnswer> {
  const queue: Waiting[] = []
  let thread: Thread | null = null

  const next = (): void => {
    if (queue.length === 0) {
      thread?.worker.unref()
      return
    }
    thread ??= startThread((ended) => {
      if (thread === ended) thread = null
    })
    if (thread.isBusy) return
    const { request, resolve } = queue.shift()!
    thread.evaluate(request).then((answer) => {
      resolve(answer)
      next()
    })
  }

  return (request) =>
    new Promise((resolve) => {
      queue.push({ request, resolve })
      next()
    })
}

type Thread = {
  readonly worker: Worker
  readonly isBusy: boolean
  evaluate(request: ApartRequest): Promise<ApartAnswer>
}

function startThread(ended: (thread: Thread) => void): Thread {
  const worker = new Worker(new URL("./apart-worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: APART_HEAP_MEGABYTES, maxYoungGenerationSizeMb: 32 },
  })
  let settle: ((answer: ApartAnswer) => void) | null = null
  let timer: NodeJS.Timeout | undefined
  let looks: NodeJS.Timeout | undefined
  const ready = new Promise<void>((resolve) => worker.once("message", () => resolve()))

  const finish = (answer: ApartAnswer): void => {
    clearTimeout(timer)
    clearInterval(looks)
    settle?.(answer)
    settle = null
  }
  const end = (why: string): void => {
    ended(thread)
    finish({ type: "failed", description: `: ${why}` })
    void worker.terminate()
  }
  const endAfter = (milliseconds: number, why: string): void => {
    clearTimeout(timer)
    timer = setTimeout(() => end(why), milliseconds)
  }
  const endAfterWork = (evaluation: typeof settle): void => {
    let before: number | undefined
    looks = setInterval(async () => {
      const worked = await workOf(worker)
      before ??= worked
      if (settle === evaluation && worked - before >= APART_WORK - LOOK)
        end(`the evaluation did not end within ${APART_WORK} ms`)
    }, LOOK)
  }

  const thread: Thread = {
    worker,
    get isBusy() {
      return settle !== null
    },
    evaluate: (request) =>
      new Promise((resolve) => {
        settle = resolve
        worker.ref()
        endAfter(START_TIMEOUT, `no thread to evaluate it started within ${START_TIMEOUT} ms`)
        ready.then(() => {
          if (settle !== resolve) return
          endAfter(APART_END, `the evaluation did not end within ${APART_END} ms`)
          endAfterWork(resolve)
          worker.postMessage(request)
        })
      }),
  }
  worker.on("message", (answer: ApartAnswer | "ready") => {
    if (answer !== "ready") finish(answer)
  })
  worker.on("error", (error: Error & { code?: string }) => {
    const isMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY"
    end(isMemory ? "the evaluation took more memory than it may" : error.message)
  })
  worker.on("exit", () => end("the thread that evaluated it has ended"))
  return thread
}

/** Milliseconds of a processor that the thread has taken so far. One that has ended tells it no more. */
async function workOf(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage()
    return (user + system) / 1_000
  } catch {
    return 0
  }
}
