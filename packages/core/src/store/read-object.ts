import { ObjectCorrupted } from "./errors.ts"
import type { ObjectStore } from "./object-store.ts"

/** Times that an object whose bytes turned out to be wrong is read: stores do it themselves for all but large ones. */
const ATTEMPTS = 4

type Read = { readonly bytes: Uint8Array; readonly etag: string }

/** A small object's bytes and ETag. Throws as `ObjectStore.open` does; refuses what is larger than `limit` bytes. */
export async function readObject(
  store: ObjectStore,
  bucket: string,
  key: string,
  limit = 64 * 1024 * 1024,
): Promise<Read> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readOnce(store, bucket, key, limit)
    } catch (error) {
      if (!(error instanceof ObjectCorrupted) || attempt === ATTEMPTS) throw error
    }
  }
}

async function readOnce(store: ObjectStore, bucket: string, key: string, limit: number): Promise<Read> {
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
