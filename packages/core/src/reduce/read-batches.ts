import * as z from "zod"
import { BATCH_FORMAT, BatchFile } from "../batch/batch-file.ts"
import { batchKey } from "../run/layout.ts"
import { ObjectNotFound, objectUri } from "../store/errors.ts"
import type { ObjectStore } from "../store/object-store.ts"
import { readObject } from "../store/read-object.ts"
import type { Child } from "./read-children.ts"
import type { BatchReading } from "./run-account.ts"

/** Reads the batch files that a child points to, one after the other. */
export async function readBatches(
  store: ObjectStore,
  bucket: string,
  run: string,
  child: Child,
): Promise<readonly BatchReading[]> {
  const readings: BatchReading[] = []
  if (child.state !== "SUCCEEDED") return readings
  for (const id of child.entry.Output.batches) readings.push(await readBatch(store, bucket, run, id))
  return readings
}

async function readBatch(store: ObjectStore, bucket: string, run: string, id: string): Promise<BatchReading> {
  const key = batchKey(run, id)
  try {
    const { bytes } = await readObject(store, bucket, key)
    return { id, ...decodeBatch(JSON.parse(new TextDecoder().decode(bytes)), objectUri(bucket, key)) }
  } catch (error) {
    if (error instanceof ObjectNotFound) return { id, batch: null, problem: error.message }
    if (error instanceof SyntaxError)
      return { id, batch: null, problem: `${objectUri(bucket, key)} is not JSON: ${error.message}` }
    throw error
  }
}

function decodeBatch(content: unknown, where: string): Omit<BatchReading, "id"> {
  const parsed = BatchFile.safeParse(content)
  if (parsed.success) return { batch: parsed.data, problem: "" }
  const why = z.prettifyError(parsed.error)
  return { batch: null, problem: `${where} is no batch file of format ${BATCH_FORMAT}: ${why}` }
}
