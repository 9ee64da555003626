import { BatchLog } from "../batch/batch-log.ts"
import { batchLogKey } from "../run/layout.ts"
import type { ObjectStore } from "../store/object-store.ts"
import { readObject } from "../store/read-object.ts"
import type { Child } from "./read-children.ts"

/** The logs of a child's batches, in the order of the batches; null where one is not there. */
export async function readBatchLogs(
  store: ObjectStore,
  bucket: string,
  run: string,
  child: Child,
): Promise<readonly (BatchLog | null)[]> {
  if (child.state !== "SUCCEEDED") return []
  const { batches } = child.entry.Output
  return Promise.all(batches.map((batch) => readBatchLog(store, bucket, run, batch)))
}

/** A batch's log, or null: what is made of a run must not depend on whether it can be read. */
async function readBatchLog(
  store: ObjectStore,
  bucket: string,
  run: string,
  batch: string,
): Promise<BatchLog | null> {
  try {
    const { bytes } = await readObject(store, bucket, batchLogKey(run, batch))
    return BatchLog.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null
  } catch {
    return null
  }
}
