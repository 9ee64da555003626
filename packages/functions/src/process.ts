import { BATCH_FORMAT, type BatchFile, type Failure } from "@mapfold/core/batch/batch-file"
import type { Job } from "@mapfold/core/job/job"
import { loadReference } from "@mapfold/core/job/reference"
import { isSelected, type Selection } from "@mapfold/core/job/selection"
import { batchId } from "@mapfold/core/process/batch-id"
import {
  type BatchProcessor,
  makeProcessor,
  type Processor,
  toFailure,
} from "@mapfold/core/process/processor"
import { batchKey, batchLogKey, rejectsKey } from "@mapfold/core/run/layout"
import type { MaybePromise, ObjectReader, ObjectStore } from "@mapfold/core/store/object-store"
import { type Item, ProcessInput, type ProcessOutput } from "@mapfold/core/workflow/payloads"
import { gunzip } from "./gunzip.ts"

/** The version of the job that a run began with is not the one that is deployed. */
export class JobVersionMismatch extends Error {
  override readonly name = "JobVersionMismatch"
}

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
  /** Told after each object what it added. */
  readonly progress?: (added: Progress) => void
}

/** With less time left no further object is taken: time to write the batch, with a large margin. Milliseconds. */
const STOP_WITH_LEFT = 20_000
/** Objects that are asked for while an earlier one is read: a GET waits some 20 ms for its first byte. */
const OPEN_AHEAD = 8
/** Rejects shown in a batch file; the others are in the rejects file. */
const EXAMPLES = 20

type Call = { readonly BatchInput: ProcessInput["BatchInput"]; readonly items: readonly Item[] }

/**
 * The processor: reads the items of a batch from `next` on, and writes what they came to under `runs/<run>/`.
 *
 * It finishes or fails at least one object, and stops taking objects when its time runs out; the answer's `next` says
 * where to go on. On the `last` call it fails those that it has no time for.
 */
export function makeProcess({ jobs, store, clock, progress }: ProcessPorts) {
  const lines = new Map<string, JobLine>()

  return async function process(event: unknown, context: InvocationContext): Promise<ProcessOutput> {
    const { BatchInput, Items, next, last } = ProcessInput.parse(event)
    const startedAt = clock()
    // The item reader has seen to the prefix.
    const selection = { prefix: "", suffix: BatchInput.suffix }
    const line = lineOf(BatchInput)
    const batch = line.processor.startBatch(BatchInput.params, await line.references(BatchInput))
    const counts = { processed: 0, skipped: 0, failed: 0 }
    const records = { rows: 0, kept: 0, filtered: 0, rejected: 0 }
    const failures: Failure[] = []
    let bytes = 0
    const opened = openAhead(store, BatchInput.input, selection, Items, next)
    let index = next
    for (; index < Items.length; index++) {
      if (index > next && context.getRemainingTimeInMillis() < STOP_WITH_LEFT) break
      const item = Items[index]!
      if (!isSelected(item.Key, selection)) {
        counts.skipped++
        progress?.({ objects: 1, rows: 0, bytes: 0 })
        continue
      }
      const pending = processItem(batch, item, opened(index))
      const outcome = pending instanceof Promise ? await pending : pending
      if (outcome.status === "failed") {
        counts.failed++
        failures.push(outcome.failure)
        progress?.({ objects: 1, rows: 0, bytes: 0 })
        continue
      }
      counts.processed++
      bytes += outcome.bytes
      records.rows += outcome.records.rows
      records.kept += outcome.records.kept
      records.filtered += outcome.records.filtered
      records.rejected += outcome.records.rejected
      progress?.({ objects: 1, rows: outcome.records.rows, bytes: outcome.bytes })
    }
    await opened.close()
    if (last) {
      for (const item of Items.slice(index)) {
        if (!isSelected(item.Key, selection)) {
          counts.skipped++
          continue
        }
        counts.failed++
        failures.push(notReached(item))
      }
      index = Items.length
    }
    const covered = { BatchInput, items: Items.slice(next, index) }
    const id = await batchId(BatchInput, covered.items)
    const rejects = batch.rejects()
    await writeBatch(store, covered, {
      format: BATCH_FORMAT,
      batch: id,
      objects: counts,
      records,
      bytes,
      failures,
      rejects: { objects: rejects.objects, byRule: rejects.byRule, examples: rejects.all.slice(0, EXAMPLES) },
      tally: batch.tally(),
    })
    if (rejects.all.length > 0) {
      const lines = rejects.all.map((reject) => `${JSON.stringify(reject)}\n`).join("")
      await store.put(BatchInput.output, rejectsKey(BatchInput.run, id), encode(lines), JSON_LINES)
    }
    await writeLog(covered, id, startedAt, context)
    return {
      batch: id,
      next: index < Items.length ? index : null,
      counts: { objects: counts, records, bytes },
    }
  }

  function lineOf({ job: name, jobVersion }: ProcessInput["BatchInput"]): JobLine {
    const held = lines.get(name)
    if (held !== undefined) return held
    const job = jobs.find((candidate) => candidate.name === name)
    if (job === undefined || job.version !== jobVersion) {
      const here = job === undefined ? "none of that name" : `version ${job.version}`
      throw new JobVersionMismatch(
        `the run began with job ${name} version ${jobVersion}, and this processor has ${here}: start the run again`,
      )
    }
    const line = { processor: makeProcessor(job, gunzip), references: rememberReferences(job, store) }
    lines.set(name, line)
    return line
  }

  async function writeLog(
    { BatchInput, items }: Call,
    id: string,
    startedAt: number,
    context: InvocationContext,
  ) {
    const log = {
      run: BatchInput.run,
      batch: id,
      objects: items.length,
      startedAt: new Date(startedAt).toISOString(),
      durationMs: clock() - startedAt,
      requestId: context.awsRequestId ?? null,
      logStream: context.logStreamName ?? null,
    }
    await store.put(
      BatchInput.output,
      batchLogKey(BatchInput.run, id),
      encode(`${JSON.stringify(log)}\n`),
      JSON_TEXT,
    )
  }
}

/** What a job's batches share in a worker: memory for reading, and the reference objects. */
type JobLine = {
  readonly processor: Processor
  references(batch: ProcessInput["BatchInput"]): Promise<Built>
}
type Built = Readonly<Record<string, unknown>>

/** Reads a run's references at its first batch; the next run's, with other ETags, take their place. */
function rememberReferences(job: Job, store: ObjectStore): JobLine["references"] {
  let held: { readonly name: string; readonly built: Promise<Built> } | undefined
  return ({ input, references }) => {
    const name = JSON.stringify([input, references])
    if (held?.name !== name) {
      held = { name, built: buildReferences(job, store, input, references) }
      // Should it fail, the next batch tries again.
      held.built.catch(() => {
        held = undefined
      })
    }
    return held.built
  }
}

async function buildReferences(
  job: Job,
  store: ObjectStore,
  bucket: string,
  etags: ProcessInput["BatchInput"]["references"],
): Promise<Built> {
  const built: Record<string, unknown> = {}
  for (const [name, reference] of Object.entries(job.references)) {
    const etag = etags[name]
    const loaded = await loadReference(reference, {
      store,
      bucket,
      gunzip,
      ...(etag !== undefined && { etag }),
    })
    built[name] = loaded.built
  }
  return built
}

const JSON_TEXT = { contentType: "application/json" }
const JSON_LINES = { contentType: "application/x-ndjson" }

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function processItem(batch: BatchProcessor, item: Item, object: MaybePromise<ObjectReader | Failure>) {
  const read = (opened: ObjectReader | Failure) =>
    "error" in opened ? { status: "failed" as const, failure: opened } : batch.processObject(item.Key, opened)
  return object instanceof Promise ? object.then(read) : read(object)
}

function notReached(item: Item): Failure {
  const message = "was not reached in the time of its batch: give the batch fewer objects (batchObjects)"
  return { key: item.Key, error: "NotReached", message }
}

/**
 * Opens the objects of a batch a few ahead of the one that is read, where opening has to be waited for. Each GET carries
 * the listed ETag, so that an object replaced since is not mistaken for the one that was listed.
 */
function openAhead(
  store: ObjectStore,
  input: string,
  selection: Selection,
  items: readonly Item[],
  first: number,
) {
  const waiting = new Map<number, MaybePromise<ObjectReader | Failure>>()
  let ahead = first

  function open(item: Item): MaybePromise<ObjectReader | Failure> {
    try {
      const opened = store.open(input, item.Key, { ifMatch: item.Etag })
      return opened instanceof Promise ? opened.catch((error) => toFailure(item.Key, error)) : opened
    } catch (error) {
      return toFailure(item.Key, error)
    }
  }

  function take(index: number): MaybePromise<ObjectReader | Failure> {
    const early = waiting.get(index)
    waiting.delete(index)
    const opened = early ?? open(items[index]!)
    if (!(opened instanceof Promise)) return opened
    ahead = Math.max(ahead, index + 1)
    for (; ahead < items.length && ahead <= index + OPEN_AHEAD; ahead++) {
      const item = items[ahead]!
      if (!isSelected(item.Key, selection)) continue
      waiting.set(ahead, open(item))
    }
    return opened
  }

  /** Closes what was opened and is not read in this call. */
  async function close(): Promise<void> {
    for (const opened of await Promise.all(waiting.values())) if (!("error" in opened)) opened.close()
  }

  return Object.assign(take, { close })
}

async function writeBatch(store: ObjectStore, { BatchInput }: Call, file: BatchFile): Promise<void> {
  const key = batchKey(BatchInput.run, file.batch)
  await store.put(BatchInput.output, key, encode(`${JSON.stringify(file)}\n`), JSON_TEXT)
}
