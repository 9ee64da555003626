import type { BatchFile } from "@mapfold/core/batch/batch-file"
import { batchId } from "@mapfold/core/process/batch-id"
import { readBatches } from "@mapfold/core/reduce/read-batches"
import type { BatchReading } from "@mapfold/core/reduce/run-account"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { ChildInput, ChildOutput, type Item } from "@mapfold/core/workflow/payloads"
import type { ChildRow } from "../map-run/kept-map-run.ts"

/** What a repair does with a child of the run that it repairs. */
export type Sorted = {
  /** Null where nothing of it can be kept. */
  readonly kept: {
    readonly input: ChildInput
    readonly output: ChildOutput
    readonly files: readonly BatchFile[]
  } | null
  /** Items to process again, as they were listed. */
  readonly again: readonly Item[]
}

/**
 * Parts what a child did well from what is to be done again.
 *
 * A tally cannot be taken apart. An object that failed has left no trace in it: it alone is processed again, and the rest is kept.
 * Kept records of an object with rejects are in it: then all objects of the child are processed again.
 */
export async function sortChild(store: ObjectStore, output: string, row: ChildRow): Promise<Sorted> {
  const input = ChildInput.parse(JSON.parse(row.input))
  const all = { kept: null, again: input.Items }
  if (row.status !== "SUCCEEDED") return all
  const answer = ChildOutput.parse(JSON.parse(row.output ?? "null"))
  const entry = { Name: row.name, Input: input, Output: answer }
  const readings = await readBatches(store, output, input.BatchInput.run, { state: "SUCCEEDED", entry })
  const files = readings.map(({ batch }: BatchReading) => batch)
  if (!files.every(isWithoutRejects)) return all
  const hasFailures = answer.failed.length > 0 || files.some(({ failures }) => failures.length > 0)
  if (!hasFailures) return { kept: { input, output: answer, files }, again: [] }
  // which of several batches an object was in is not kept
  const [file] = files
  if (file === undefined || files.length > 1 || answer.failed.length > 0) return all
  return keepGoodObjects(input, file)
}

function isWithoutRejects(file: BatchFile | null): file is BatchFile {
  return file !== null && file.rejects.objects === 0
}

/** As a batch of the good objects alone would have it, byte for byte. */
async function keepGoodObjects(input: ChildInput, file: BatchFile): Promise<Sorted> {
  const failed = new Set(file.failures.map(({ key }) => key))
  const again = input.Items.filter(({ Key }) => failed.has(Key))
  const Items = input.Items.filter(({ Key }) => !failed.has(Key))
  if (Items.length === 0) return { kept: null, again }
  const batch = await batchId(input.BatchInput, Items)
  const good: BatchFile = { ...file, batch, objects: { ...file.objects, failed: 0 }, failures: [] }
  return {
    kept: { input: { ...input, Items }, output: { batches: [batch], failed: [] }, files: [good] },
    again,
  }
}
