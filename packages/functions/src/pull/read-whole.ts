import type { Failure } from "@mapfold/core/batch/batch-file"
import { ObjectChanged, ObjectCorrupted, ObjectNotFound } from "@mapfold/core/store/errors"
import type { ObjectStore, ObjectSummary } from "@mapfold/core/store/object-store"

/** A bucket, in its store. */
export type PullPlace = { readonly store: ObjectStore; readonly bucket: string }

/** Of an object, what it is asked for by. */
export type Listed = Pick<ObjectSummary, "key" | "size" | "etag">

/** Bytes held of one object: 32 of them at a time stay below 2 GiB. The largest file of the archive has 100 KB. */
export const MAX_OBJECT_BYTES = 64 * 1024 * 1024

/** An object as it was listed, or what is wrong with it; throws whatever is wrong with its store. */
export async function readWhole(
  source: PullPlace,
  object: Listed,
): Promise<{ readonly bytes: Uint8Array } | Failure> {
  const { key, size } = object
  if (size > MAX_OBJECT_BYTES) {
    const message = `has ${size} bytes, and at most ${MAX_OBJECT_BYTES} are pulled: fetch it with "aws s3 cp"`
    return { key, error: "ObjectTooLarge", message }
  }
  try {
    return { bytes: await readBytes(source, object) }
  } catch (error) {
    const isItsOwn =
      error instanceof ObjectChanged || error instanceof ObjectNotFound || error instanceof ObjectCorrupted
    if (isItsOwn) return { key, error: error.name, message: error.message }
    throw error
  }
}

export async function readBytes(
  { store, bucket }: PullPlace,
  { key, size, etag }: Listed,
): Promise<Uint8Array> {
  const reader = await store.open(bucket, key, { ifMatch: etag })
  try {
    const bytes = new Uint8Array(size)
    let filled = 0
    while (filled < size) {
      const count = await reader.read(bytes.subarray(filled))
      if (count === 0) throw new ObjectCorrupted(bucket, key, `${filled} of its ${size} bytes came`)
      filled += count
    }
    return bytes
  } finally {
    reader.close()
  }
}
