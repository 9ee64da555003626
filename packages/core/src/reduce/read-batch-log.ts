import { BatchLog } from "../batch/batch-log.ts"
import { batchLogKey } from "../run/layout.ts"
import type { ObjectStore } from "../store/object-store.ts"
import { readObject } from "../store/read-object.ts"
import type { Child } from "./read-children.ts"

/** The requests that a child's batches had to send again, as far as their logs are there. */
export async function readRetries(
  store: ObjectStore,
  bucket: string,
  run: string,
  child: Child,
): Promise<number> {
  if (child.state !== "SUCCEEDED") return 0
  const { batches } = child.entry.Output
  const logs = await Promise.all(batches.map((batch) => readBatchLog(store, bucket, run, batch)))
  return logs.reduce((sum, log) => sum + (log?.retries ?? 0), 0)
}

/** A batch's log, or null: what is made of a run must not depend on whether it can be read. */
export async function readBatchLog(
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
