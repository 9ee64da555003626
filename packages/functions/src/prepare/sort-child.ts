import type { BatchFile } from "@mapfold/core/batch/batch-file"
import { batchId } from "@mapfold/core/process/batch-id"
import type { SucceededEntry } from "@mapfold/core/reduce/map-results"
import { readBatches } from "@mapfold/core/reduce/read-batches"
import type { Child } from "@mapfold/core/reduce/read-children"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { ChildInput, Item } from "@mapfold/core/workflow/payloads"

/** What a repair does with a child of the run that it repairs. */
export type Sorted = {
  /** Null where nothing of it can be kept. */
  readonly kept: { readonly entry: SucceededEntry; readonly files: readonly BatchFile[] } | null
  /** Items to process again, as they were listed. */
  readonly again: readonly Item[]
}

/**
 * Parts what a child did well from what is to be done again.
 *
 * A tally cannot be taken apart. An object that failed has left no trace in it: it alone is processed again, and the rest is kept.
 * Kept records of an object with rejects are in it: then all objects of the child are processed again. So are those of a
 * child whose batches are missing, or do not account for all of them.
 */
export async function sortChild(store: ObjectStore, output: string, child: Child): Promise<Sorted> {
  const { Input } = child.entry
  const all = { kept: null, again: Input.Items }
  if (child.state !== "SUCCEEDED") return all
  const { entry } = child
  const readings = await readBatches(store, output, Input.BatchInput.run, child)
  const files = readings.map(({ batch }) => batch)
  if (!files.every((file) => isSound(file, Input)) || !accountsForAll(entry, files)) return all
  const hasFailures = entry.Output.failed.length > 0 || files.some(({ failures }) => failures.length > 0)
  if (!hasFailures) return { kept: { entry, files }, again: [] }
  // which of several batches an object was in is not kept
  const [file] = files
  if (file === undefined || files.length > 1 || entry.Output.failed.length > 0) return all
  return keepGoodObjects(entry, file)
}

/** Its tally is the job's own, and holds no record of an object that is to be processed again. */
function isSound(file: BatchFile | null, { BatchInput }: ChildInput): file is BatchFile {
  if (file === null || file.rejects.objects > 0 || file.records.rejected > 0) return false
  return file.tally.job === BatchInput.job && file.tally.jobVersion === BatchInput.jobVersion
}

function accountsForAll({ Input, Output }: SucceededEntry, files: readonly BatchFile[]): boolean {
  const counts = files.map(({ objects: { processed, skipped, failed } }) => processed + skipped + failed)
  return counts.reduce((sum, count) => sum + count, Output.failed.length) === Input.Items.length
}

/** As a batch of the good objects alone would have it, byte for byte. */
async function keepGoodObjects(entry: SucceededEntry, file: BatchFile): Promise<Sorted> {
  const { Input } = entry
  const failed = new Set(file.failures.map(({ key }) => key))
  const again = Input.Items.filter(({ Key }) => failed.has(Key))
  const Items = Input.Items.filter(({ Key }) => !failed.has(Key))
  if (Items.length === 0) return { kept: null, again }
  const batch = await batchId(Input.BatchInput, Items)
  const good: BatchFile = { ...file, batch, objects: { ...file.objects, failed: 0 }, failures: [] }
  const Output = { batches: [batch], failed: [] }
  return { kept: { entry: { ...entry, Input: { ...Input, Items }, Output }, files: [good] }, again }
}
