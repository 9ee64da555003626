import type { BatchFile, Reject } from "@mapfold/core/batch/batch-file"
import type { BatchLog } from "@mapfold/core/batch/batch-log"
import { batchKey, batchLogKey, rejectsKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"

const JSON_TEXT = { contentType: "application/json" }
const JSON_LINES = { contentType: "application/x-ndjson" }

/** Writes rejected records, one a line, to `runs/<run>/rejects/<name>.jsonl`. */
export async function writeRejects(
  store: ObjectStore,
  { bucket, run, name }: { readonly bucket: string; readonly run: string; readonly name: string },
  rejects: readonly Reject[],
): Promise<void> {
  const lines = rejects.map((reject) => `${JSON.stringify(reject)}\n`).join("")
  await store.put(bucket, rejectsKey(run, name), encode(lines), JSON_LINES)
}

/** Written when its rejects are: a batch file that can be read has them beside it. */
export async function writeBatch(
  store: ObjectStore,
  bucket: string,
  run: string,
  file: BatchFile,
): Promise<void> {
  await store.put(bucket, batchKey(run, file.batch), encode(`${JSON.stringify(file)}\n`), JSON_TEXT)
}

/** After the batch file: it tells how long that took. It has a file of its own, so that the other is content only. */
export async function writeBatchLog(store: ObjectStore, bucket: string, log: BatchLog): Promise<void> {
  await store.put(bucket, batchLogKey(log.run, log.batch), encode(`${JSON.stringify(log)}\n`), JSON_TEXT)
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
