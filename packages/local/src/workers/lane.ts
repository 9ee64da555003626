import { fileURLToPath } from "node:url"
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads"
import type { LogTag } from "../state/logs.ts"
import type { Answer, Call, PrintedLine, WorkerMessage } from "./call.ts"
import { MAX_ID, makeClaimMemory, openClaims } from "./claims.ts"
import type { WorkerStart } from "./worker.ts"

/** An invocation that is to be made, and who is told what became of it. */
export type Job = {
  readonly target: string
  readonly payload: string | undefined
  readonly milliseconds: number
  readonly tag: LogTag | null
  answered(answer: Answer, tookMs: number): void
  /** The worker was ended since the call took too long. */
  timedOut(): void
  /** The worker ended while it had the call, for a reason of its own. */
  died(death: Death): void
}

/** Why a worker ended that nobody had ended: `code` is Node's, of an error that nothing caught. */
export type Death = { readonly code: string | undefined; readonly message: string }

export type LaneOptions = {
  readonly module: string
  readonly options: unknown
  /** For loading its modules, beside the time of its first call. */
  readonly startMilliseconds: number
  readonly heapMegabytes: number
  readonly onLine: (printed: PrintedLine) => void
  /** It has answered a call. */
  readonly onFree: () => void
  /** It has ended or is about to. Others can make the calls that it has not begun. */
  readonly onEnd: (left: readonly Job[], end: LaneEnd) => void
}

/** `isByItself`: nobody had ended it, and it had not begun a call that could have. */
export type LaneEnd = { readonly isByItself: boolean; readonly death: Death }

/** A worker, and the calls that it has been sent: it makes one at a time, in their order. */
export type Lane = {
  /** Calls that it has not answered. */
  load(): number
  send(job: Job): void
  /** Takes the last call back that it was sent, if it has not begun it. */
  takeLast(): Job | undefined
  /** Forgets a call: where it has begun, the worker is ended. False where it was never sent here. */
  drop(job: Job): boolean
  /** Ends the worker, and waits for its end. */
  end(): Promise<void>
}

type Sent = { readonly id: number; readonly job: Job }

/** Starts a worker, which does not keep the process alive while it has nothing to do. */
export function startLane({ module, options, startMilliseconds, ...lane }: LaneOptions): Lane {
  const { heapMegabytes, onLine, onFree, onEnd } = lane
  const { port1: port, port2 } = new MessageChannel()
  const memory = makeClaimMemory()
  const claims = openClaims(memory)
  const start: WorkerStart = { module, options, port: port2, claims: memory }
  const worker = new Worker(fileURLToPath(new URL("./start-worker.mjs", import.meta.url)), {
    workerData: start,
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  })
  worker.unref()
  const sent: Sent[] = []
  let outbox: Call[] = []
  let lastId = 0
  /** When the first of those that were sent began, as far as this thread can know. */
  let began = 0
  /** It has loaded its modules. */
  let isReady = false
  let timer: { readonly due: number; readonly handle: NodeJS.Timeout } | undefined
  let death: Death = { code: undefined, message: "it exited" }
  let isEnded = false

  /** All that this turn has to send at once: each message wakes a thread, which costs more than the call. */
  const post = (): void => {
    const calls = outbox
    outbox = []
    if (!isEnded) port.postMessage(calls)
  }
  /** The next call is the worker's now. */
  const beginFirst = (now: number): void => {
    const [first] = sent
    began = now
    if (first === undefined) worker.unref()
    else if (timer === undefined || timer.due > now + first.job.milliseconds)
      wakeAt(now + first.job.milliseconds)
  }
  const wakeAt = (due: number): void => {
    clearTimeout(timer?.handle)
    const handle = setTimeout(look, Math.max(0, due - performance.now()))
    handle.unref()
    timer = { due, handle }
  }
  // one timer looks after all calls: most end long before it would
  const look = (): void => {
    timer = undefined
    const [first] = sent
    if (first === undefined) return
    const due = began + first.job.milliseconds + (isReady ? 0 : startMilliseconds)
    if (performance.now() < due) {
      wakeAt(due)
      return
    }
    sent.shift()
    endEarly()
    first.job.timedOut()
  }
  const receive = (message: WorkerMessage): void => {
    if (isEnded) return
    if ("line" in message) {
      onLine(message)
      return
    }
    if ("isReady" in message) {
      isReady = true
      // its first call begins now, and not when it was sent
      if (sent.length > 0) beginFirst(performance.now())
      return
    }
    const first = sent.shift()
    claims.free(message.id)
    const now = performance.now()
    const took = now - began
    beginFirst(now)
    first?.job.answered(message, took)
  }
  const receiveAll = (): void => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
      receive(next.message as WorkerMessage)
  }
  port.on("message", (message: WorkerMessage) => {
    receive(message)
    receiveAll()
    if (!isEnded) onFree()
  })
  port.unref()
  worker.on("error", (error: Error & { code?: string }) => {
    death = { code: error.code, message: error.message }
  })
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", (code) => {
      receiveAll()
      if (code !== 0 && death.code === undefined && death.message === "it exited") {
        death = { code: undefined, message: `it exited with code ${code}` }
      }
      resolve()
      if (!isEnded) die()
    })
  })
  /** Those that it has not begun are somebody else's now. */
  const die = (): void => {
    const [first] = sent
    const hasBegun = first !== undefined && !claims.takeBack(first.id)
    if (hasBegun) sent.shift()
    endEarly(!hasBegun)
    if (hasBegun) first.job.died(death)
  }
  const endEarly = (isByItself = false): void => {
    isEnded = true
    clearTimeout(timer?.handle)
    port.close()
    void worker.terminate()
    onEnd(
      sent.splice(0).map(({ job }) => job),
      { isByItself, death },
    )
  }

  return {
    load: () => sent.length,
    send(job) {
      lastId = lastId === MAX_ID ? 1 : lastId + 1
      const { target, payload, milliseconds, tag } = job
      claims.offer(lastId)
      sent.push({ id: lastId, job })
      if (outbox.length === 0) process.nextTick(post)
      outbox.push({ id: lastId, target, payload, milliseconds, tag })
      if (sent.length > 1) return
      worker.ref()
      beginFirst(performance.now())
    },
    takeLast() {
      const last = sent.at(-1)
      if (last === undefined || !claims.takeBack(last.id)) return undefined
      sent.pop()
      if (sent.length === 0) worker.unref()
      return last.job
    },
    drop(job) {
      const at = sent.findIndex((one) => one.job === job)
      if (at === -1) return false
      const [one] = sent.splice(at, 1)
      if (!claims.takeBack(one!.id)) endEarly()
      else if (at === 0) beginFirst(performance.now())
      return true
    },
    async end() {
      if (!isEnded) endEarly()
      await exited
    },
  }
}
