import type { BatchFile, Reject } from "@mapfold/core/batch/batch-file"
import { batchKey, batchLogKey, rejectsKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"

const JSON_TEXT = { contentType: "application/json" }
const JSON_LINES = { contentType: "application/x-ndjson" }

/** What a batch leaves under `runs/<run>/`. */
export type BatchRecords = {
  readonly file: BatchFile
  readonly rejects: readonly Reject[]
  /** What differs from attempt to attempt: it has a file of its own, so that the batch file is content only. */
  readonly log: Readonly<Record<string, unknown>>
}

/** Writes the batch file last: one that can be read has its rejects and its log beside it. */
export async function writeBatch(
  store: ObjectStore,
  bucket: string,
  run: string,
  { file, rejects, log }: BatchRecords,
): Promise<void> {
  if (rejects.length > 0) {
    const lines = rejects.map((reject) => `${JSON.stringify(reject)}\n`).join("")
    await store.put(bucket, rejectsKey(run, file.batch), encode(lines), JSON_LINES)
  }
  await store.put(bucket, batchLogKey(run, file.batch), encode(`${JSON.stringify(log)}\n`), JSON_TEXT)
  await store.put(bucket, batchKey(run, file.batch), encode(`${JSON.stringify(file)}\n`), JSON_TEXT)
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
