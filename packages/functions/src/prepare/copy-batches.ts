import { type BatchFile, rejectFiles } from "@mapfold/core/batch/batch-file"
import { batchKey, rejectsKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readObject } from "@mapfold/core/store/read-object"

const JSON_TEXT = { contentType: "application/json" }
const JSON_LINES = { contentType: "application/x-ndjson" }

/** Bytes of a part of rejected records: it holds 64 MiB of text at most, which JSON's escapes make longer. One is held at a time. */
const MAX_REJECTS_BYTES = 128 * 1024 * 1024

/** Writes batch files as Process does, under the run that keeps them. */
export async function putBatches(
  store: ObjectStore,
  bucket: string,
  run: string,
  files: readonly BatchFile[],
): Promise<void> {
  for (const file of files) {
    const bytes = new TextEncoder().encode(`${JSON.stringify(file)}\n`)
    await store.put(bucket, batchKey(run, file.batch), bytes, JSON_TEXT)
  }
}

/** Copies the rejected records of batches from one run to another; very large ones stay where they are alone. */
export async function copyRejects(
  store: ObjectStore,
  bucket: string,
  runs: { readonly from: string; readonly to: string },
  files: readonly BatchFile[],
): Promise<void> {
  for (const name of files.flatMap(rejectFiles)) {
    const from = rejectsKey(runs.from, name)
    const found = await store.head(bucket, from)
    if (found === null || found.size > MAX_REJECTS_BYTES) continue
    const { bytes } = await readObject(store, bucket, from, MAX_REJECTS_BYTES)
    await store.put(bucket, rejectsKey(runs.to, name), bytes, JSON_LINES)
  }
}
