import { batchId } from "@mapfold/core/process/batch-id"
import type { RejectLog } from "@mapfold/core/process/reject-log"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { BatchInput, Item } from "@mapfold/core/workflow/payloads"
import { writeRejects } from "./write-batch.ts"

/** Where a batch's rejects go while it is on: all into one file at its end, or into parts where they are too many. */
export type RejectParts = {
  /** Writes what is held as a part of its own; `done`: how many items it has come to. */
  writePart(done: number): Promise<void>
  /** Writes what is left, under the batch's name where that is all; answers the names of the parts, if there are any. */
  writeRest(batch: string, done: number): Promise<readonly string[]>
}

export function makeRejectParts({
  store,
  input,
  log,
  items,
}: {
  readonly store: ObjectStore
  readonly input: BatchInput
  readonly log: Pick<RejectLog, "take">
  readonly items: readonly Item[]
}): RejectParts {
  const parts: string[] = []
  let from = 0

  /** A part is named as a batch of its items alone would be: whoever runs the batch again writes the same to the same place. */
  async function writePart(done: number): Promise<void> {
    const rejects = log.take()
    if (rejects.length === 0) return
    const name = await batchId(input, items.slice(from, done))
    await writeRejects(store, { bucket: input.output, run: input.run, name }, rejects)
    parts.push(name)
    from = done
  }

  async function writeRest(batch: string, done: number): Promise<readonly string[]> {
    if (parts.length > 0) {
      await writePart(done)
      return parts
    }
    const rejects = log.take()
    if (rejects.length > 0)
      await writeRejects(store, { bucket: input.output, run: input.run, name: batch }, rejects)
    return []
  }

  return { writePart, writeRest }
}
