import type { ObjectStore } from "./object-store.ts"

/** A small object's bytes and ETag. Throws as `ObjectStore.open` does; refuses what is larger than `limit` bytes. */
export async function readObject(
  store: ObjectStore,
  bucket: string,
  key: string,
  limit = 64 * 1024 * 1024,
): Promise<{ bytes: Uint8Array; etag: string }> {
  const reader = await store.open(bucket, key)
  try {
    if (reader.size > limit)
      throw new RangeError(
        `s3://${bucket}/${key} has ${reader.size} bytes; at most ${limit} are read at once`,
      )
    const bytes = new Uint8Array(reader.size)
    let filled = 0
    while (filled < bytes.length) {
      const count = await reader.read(bytes.subarray(filled))
      if (count === 0) break
      filled += count
    }
    return { bytes: bytes.subarray(0, filled), etag: reader.etag }
  } finally {
    reader.close()
  }
}
