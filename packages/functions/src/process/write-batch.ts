import type { BatchFile, Reject } from "@mapfold/core/batch/batch-file"
import type { BatchLog } from "@mapfold/core/batch/batch-log"
import { batchKey, batchLogKey, rejectsKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"

const JSON_TEXT = { contentType: "application/json" }
const JSON_LINES = { contentType: "application/x-ndjson" }

/** What a batch leaves under `runs/<run>/`. */
export type BatchRecords = {
  readonly file: BatchFile
  readonly rejects: readonly Reject[]
}

/** Writes the batch file last: one that can be read has its rejects beside it. */
export async function writeBatch(
  store: ObjectStore,
  bucket: string,
  run: string,
  { file, rejects }: BatchRecords,
): Promise<void> {
  if (rejects.length > 0) {
    const lines = rejects.map((reject) => `${JSON.stringify(reject)}\n`).join("")
    await store.put(bucket, rejectsKey(run, file.batch), encode(lines), JSON_LINES)
  }
  await store.put(bucket, batchKey(run, file.batch), encode(`${JSON.stringify(file)}\n`), JSON_TEXT)
}

/** After the batch file: it tells how long that took. It has a file of its own, so that the other is content only. */
export async function writeBatchLog(store: ObjectStore, bucket: string, log: BatchLog): Promise<void> {
  await store.put(bucket, batchLogKey(log.run, log.batch), encode(`${JSON.stringify(log)}\n`), JSON_TEXT)
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
