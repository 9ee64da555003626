import type { BatchLog } from "@mapfold/core/batch/batch-log"
import type { Job } from "@mapfold/core/job/job"
import { isSelected } from "@mapfold/core/job/selection"
import { makeBatchAccount } from "@mapfold/core/process/batch-account"
import { batchId } from "@mapfold/core/process/batch-id"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { type Item, ProcessInput, type ProcessOutput } from "@mapfold/core/workflow/payloads"
import type { Log } from "./log.ts"
import { makeJobLines } from "./process/job-lines.ts"
import { logBatch } from "./process/log-batch.ts"
import { openAhead } from "./process/open-ahead.ts"
import { makeItemProcess } from "./process/process-item.ts"
import { makeRejectParts } from "./process/reject-parts.ts"
import { makeStopwatch, type Now } from "./process/stopwatch.ts"
import { writeBatch, writeBatchLog } from "./process/write-batch.ts"

export type InvocationContext = {
  getRemainingTimeInMillis(): number
  readonly awsRequestId?: string
  readonly logStreamName?: string
}

export type Progress = { readonly objects: number; readonly rows: number; readonly bytes: number }

export type ProcessPorts = {
  readonly jobs: readonly Job[]
  readonly store: ObjectStore
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** For how long things take; the system's where nothing is said. */
  readonly now?: Now
  /** Told after each object what it added. */
  readonly progress?: (added: Progress) => void
  /** Where the lines go that say what became of each batch. */
  readonly log?: Log
}

/** With so much time left no further object is taken: time to write the batch, with a large margin. Milliseconds. */
const STOP_WITH_LEFT = 20_000
/** A call that was given less than two minutes keeps this part of them: else it might never take a second object. */
const STOP_WITH_PART = 1 / 6

/**
 * The processor: reads the items of a batch from `next` on, and writes what they came to under `runs/<run>/`.
 *
 * It finishes or fails at least one object, and stops taking objects when its time runs out; the answer's `next` says
 * where to go on. On the `last` call it fails those that it has no time for.
 */
export function makeProcess({
  jobs,
  store,
  clock,
  now = () => performance.now(),
  progress,
  log,
}: ProcessPorts) {
  const lineOf = makeJobLines(jobs, store)

  return async function process(event: unknown, context: InvocationContext): Promise<ProcessOutput> {
    const { BatchInput, Items, next, last } = ProcessInput.parse(event)
    const startedAt = clock()
    const stopwatch = makeStopwatch(now)
    const retriesBefore = store.retries?.() ?? 0
    const margin = Math.min(STOP_WITH_LEFT, context.getRemainingTimeInMillis() * STOP_WITH_PART)
    const line = lineOf(BatchInput)
    const references = await stopwatch.reading(() => line.references(BatchInput))
    const batch = line.processor.startBatch(BatchInput.params, references)
    const account = makeBatchAccount(batch)
    // The item reader has seen to the prefix.
    const isWanted = ({ Key }: Item) => isSelected(Key, { prefix: "", suffix: BatchInput.suffix })
    const items = Items.slice(next)
    const opened = openAhead(store, BatchInput.input, items, isWanted)
    const rejects = makeRejectParts({ store, input: BatchInput, log: batch.rejects, items })
    const processItem = makeItemProcess({ batch, stopwatch, reopen: opened.reopen })
    let done = 0
    for (; done < items.length; done++) {
      if (done > 0 && context.getRemainingTimeInMillis() <= margin) break
      const item = items[done]!
      if (isWanted(item)) {
        const object = stopwatch.reading(() => opened.take(done))
        const pending = processItem(item, object)
        const outcome = pending instanceof Promise ? await pending : pending
        account.add(outcome)
        const isProcessed = outcome.status === "processed"
        progress?.({
          objects: 1,
          rows: isProcessed ? outcome.records.rows : 0,
          bytes: isProcessed ? outcome.bytes : 0,
        })
      } else {
        account.skip()
        progress?.({ objects: 1, rows: 0, bytes: 0 })
      }
      if (batch.rejects.isFull()) await stopwatch.writing(() => rejects.writePart(done + 1))
    }
    await opened.close()
    const left = last ? items.slice(done) : []
    for (const item of left) {
      if (isWanted(item)) account.fail(notReached(item))
      else account.skip()
    }
    const covered = items.slice(0, done + left.length)
    const id = await batchId(BatchInput, covered)
    const file = await stopwatch.writing(async () => {
      const parts = await rejects.writeRest(id, covered.length)
      const file = account.toFile(id, parts)
      await writeBatch(store, BatchInput.output, BatchInput.run, file)
      return file
    })
    const timed: BatchLog = {
      run: BatchInput.run,
      batch: id,
      objects: covered.length,
      startedAt: new Date(startedAt).toISOString(),
      ...stopwatch.times(),
      retries: (store.retries?.() ?? 0) - retriesBefore,
      requestId: context.awsRequestId ?? null,
      logStream: context.logStreamName ?? null,
    }
    await writeBatchLog(store, BatchInput.output, timed)
    if (log !== undefined) logBatch(log, file, timed)
    const end = next + covered.length
    return { batch: id, next: end < Items.length ? end : null, counts: account.counts() }
  }
}

function notReached(item: Item) {
  const message = "was not reached in the time of its batch: give the batch fewer objects (batchObjects)"
  return { key: item.Key, error: "NotReached", message }
}
