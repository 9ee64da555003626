import { setImmediate } from "node:timers/promises"
import { parentPort, workerData } from "node:worker_threads"
import { makeCaseCheck } from "./check-case.ts"
import { makeCorpus } from "./corpus.ts"
import { makeCase } from "./fuzz-case.ts"
import { addCase, emptyTotals, type Totals } from "./totals.ts"

/** What the worker is started with. It runs the cases from `first` on, up to `last`. */
export type FuzzStart = {
  readonly seed: number
  readonly first: number
  readonly last: number
  /** One Int32: the case that it is at, so that a hang can be told and named from outside. */
  readonly progress: SharedArrayBuffer
}

export type FuzzMessage =
  | { readonly kind: "totals"; readonly totals: Totals }
  | { readonly kind: "finding"; readonly index: number; readonly message: string }

const CASES_A_MESSAGE = 50

const { seed, first, last, progress } = workerData as FuzzStart
const place = new Int32Array(progress)
const corpus = makeCorpus()
const checkCase = makeCaseCheck()
const totals = emptyTotals()

function tell(message: FuzzMessage): void {
  parentPort?.postMessage(message)
}

for (let index = first; index <= last; index++) {
  Atomics.store(place, 0, index)
  const fuzzCase = makeCase(corpus, seed, index)
  try {
    addCase(totals, fuzzCase.objects.length, await checkCase(fuzzCase, index))
  } catch (error) {
    const { name, stack, message } = error as Error
    tell({ kind: "finding", index, message: name === "Finding" ? message : (stack ?? String(error)) })
    break
  }
  if (index % CASES_A_MESSAGE === 0) {
    tell({ kind: "totals", totals })
    // Lets streams that were left half-way end themselves.
    await setImmediate()
  }
}
tell({ kind: "totals", totals })
