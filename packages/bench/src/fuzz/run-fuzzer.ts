import { setTimeout as sleep } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import type { FuzzMessage, FuzzStart } from "./fuzz-worker.ts"
import { type MemoryVerdict, makeMemoryWatch } from "./resident-memory.ts"
import { emptyTotals, type Totals } from "./totals.ts"

export type FuzzOptions = {
  readonly seed: number
  readonly milliseconds: number
  /** The only case to run; null for all that there is time for. */
  readonly only: number | null
  /** Told now and then how it is going. */
  readonly progress: (totals: Totals) => void
}

export type FuzzOutcome = {
  readonly totals: Totals
  readonly milliseconds: number
  readonly memory: MemoryVerdict
  /** What was found, and in which case; null where nothing was. */
  readonly finding: { readonly index: number; readonly message: string } | null
}

/** No case takes longer, though it has some MB to read several times over and another process has the core. */
const HANG_MS = 20_000
const SAMPLE_MS = 250
const PROGRESS_MS = 30_000

/** Fuzzes in a worker, which can be watched and ended even where a scan goes round and round. */
export async function runFuzzer({ seed, milliseconds, only, progress }: FuzzOptions): Promise<FuzzOutcome> {
  const place = new Int32Array(new SharedArrayBuffer(4)).fill(-1)
  const start: FuzzStart = {
    seed,
    first: only ?? 0,
    last: only ?? Number.MAX_SAFE_INTEGER,
    progress: place.buffer as SharedArrayBuffer,
  }
  const worker = new Worker(new URL("./fuzz-worker.ts", import.meta.url), { workerData: start })
  const memory = makeMemoryWatch()
  const begun = performance.now()
  let totals = emptyTotals()
  let finding: FuzzOutcome["finding"] = null
  let isOver = false
  worker.on("message", (message: FuzzMessage) => {
    if (message.kind === "totals") totals = message.totals
    else finding = message
  })
  worker.on("error", (error) => {
    finding ??= {
      index: Atomics.load(place, 0),
      message: `the worker ended: ${error.stack ?? error.message}`,
    }
    isOver = true
  })
  worker.on("exit", () => {
    isOver = true
  })
  let [lastPlace, movedAt, toldAt] = [-1, begun, begun]
  while (!isOver && finding === null && performance.now() - begun < milliseconds) {
    await sleep(SAMPLE_MS)
    memory.sample()
    const [now, at] = [performance.now(), Atomics.load(place, 0)]
    if (at !== lastPlace) [lastPlace, movedAt] = [at, now]
    else if (now - movedAt > HANG_MS)
      finding = { index: at, message: `hangs: it takes more than ${HANG_MS} ms` }
    if (now - toldAt > PROGRESS_MS) {
      toldAt = now
      progress(totals)
    }
  }
  await worker.terminate()
  return { totals, milliseconds: performance.now() - begun, memory: memory.judge(), finding }
}
