import type { Job } from "@mapfold/core/job/job"
import type { KeptManifest } from "@mapfold/core/reduce/map-results"
import { readBatchLogs } from "@mapfold/core/reduce/read-batch-log"
import { readBatches } from "@mapfold/core/reduce/read-batches"
import {
  type Child,
  readChildren,
  readChildrenOf,
  readKeptManifest,
} from "@mapfold/core/reduce/read-children"
import { type BatchReading, makeRunAccount, type RunAccount } from "@mapfold/core/reduce/run-account"
import { makeRunTimes } from "@mapfold/core/reduce/run-times"
import type { RunTimes } from "@mapfold/core/report/run-times"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import type { ReduceInput } from "@mapfold/core/workflow/payloads"

/** Children whose batch files are read at a time: enough to hide S3's 20 ms, few enough to hold in memory. */
const READ_AHEAD = 16

/** What the children of a run come to. */
export type Folded = {
  readonly account: RunAccount
  /** Requests that they had to send again. */
  readonly retries: number
  /** Where their time went; null where none of them tells. */
  readonly times: RunTimes | null
  /** Of the children that are kept from another run, or null. */
  readonly kept: KeptManifest | null
}

/** Reads what the children have written, those that are kept from another run first, and folds it as it comes. */
export async function foldChildren(store: ObjectStore, job: Job, input: ReduceInput): Promise<Folded> {
  const { run, output } = input
  const kept = await readKept(store, input)
  const account = makeRunAccount(job)
  const children = readAhead(readAllChildren(store, input, kept), READ_AHEAD, async (child) => ({
    child,
    readings: await readBatches(store, output, run, child),
    logs: await readBatchLogs(store, output, run, child),
  }))
  const times = makeRunTimes(input.startedAt)
  let retries = 0
  for await (const { child, readings, logs } of children) {
    account.add(child, readings)
    for (const [index, log] of logs.entries()) {
      if (log === null) continue
      retries += log.retries
      const childStartedAt = index === 0 ? startOf(child) : null
      times.add({ log, rows: rowsOf(readings[index]), childStartedAt })
    }
  }
  return { account, retries, times: times.times(), kept }
}

/** Null after a redrive: the child's first start is then not what its last call waited from. */
function startOf(child: Child): string | null {
  if (child.state !== "SUCCEEDED" || (child.entry.RedriveCount ?? 0) > 0) return null
  return child.entry.StartDate ?? null
}

function rowsOf(reading: BatchReading | undefined): number {
  return reading?.batch?.records.rows ?? 0
}

async function readKept(store: ObjectStore, { output, kept }: ReduceInput): Promise<KeptManifest | null> {
  return kept === null ? null : readKeptManifest(store, { Bucket: output, Key: kept })
}

async function* readAllChildren(
  store: ObjectStore,
  { output, manifest }: ReduceInput,
  kept: KeptManifest | null,
): AsyncGenerator<Child> {
  if (kept !== null) yield* readChildrenOf(store, output, kept)
  if (manifest !== null) yield* readChildren(store, manifest)
}
