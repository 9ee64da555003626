import {
  BucketNotFound,
  ObjectChanged,
  ObjectClosed,
  ObjectNotFound,
  objectUri,
  PreconditionFailed,
} from "@mapfold/core/store/errors"
import { compareKeys } from "@mapfold/core/store/key-order"
import type { ObjectStore } from "@mapfold/core/store/object-store"

type Stored = { readonly bytes: Uint8Array; readonly etag: string; readonly lastModified: number }

/** A store for tests of the handlers. `reads` and `writes` are the addresses of objects, in order. */
export function makeMemoryStore(...buckets: string[]) {
  const contents = new Map(buckets.map((bucket) => [bucket, new Map<string, Stored>()]))
  const reads: string[] = []
  const writes: string[] = []
  let version = 0

  function objectsOf(bucket: string): Map<string, Stored> {
    const objects = contents.get(bucket)
    if (objects === undefined) throw new BucketNotFound(bucket)
    return objects
  }

  const summarize = (key: string, { bytes, etag, lastModified }: Stored) => ({
    key,
    size: bytes.length,
    etag,
    lastModified,
  })

  const store: ObjectStore = {
    async *list(bucket, { prefix = "" } = {}) {
      const keys = [...objectsOf(bucket).keys()].filter((key) => key.startsWith(prefix)).sort(compareKeys)
      for (let at = 0; at < keys.length; at += 1_000)
        yield keys.slice(at, at + 1_000).map((key) => summarize(key, objectsOf(bucket).get(key)!))
    },
    head(bucket, key) {
      const found = objectsOf(bucket).get(key)
      return found === undefined ? null : summarize(key, found)
    },
    open(bucket, key, { ifMatch } = {}) {
      const found = objectsOf(bucket).get(key)
      if (found === undefined) throw new ObjectNotFound(bucket, key)
      if (ifMatch !== undefined && ifMatch !== found.etag)
        throw new ObjectChanged(bucket, key, ifMatch, found.etag)
      reads.push(objectUri(bucket, key))
      let at = 0
      let isOpen = true
      return {
        size: found.bytes.length,
        etag: found.etag,
        read(into) {
          if (!isOpen) throw new ObjectClosed(bucket, key)
          const piece = found.bytes.subarray(at, at + into.length)
          into.set(piece)
          at += piece.length
          return piece.length
        },
        close() {
          isOpen = false
        },
      }
    },
    async put(bucket, key, body, { ifMatch, ifNoneMatch } = {}) {
      const objects = objectsOf(bucket)
      const found = objects.get(key)?.etag
      if (ifMatch !== undefined && found !== ifMatch) throw new PreconditionFailed(bucket, key, ifMatch)
      if (ifNoneMatch !== undefined && found !== undefined) throw new PreconditionFailed(bucket, key, "*")
      const etag = `"v${++version}"`
      objects.set(key, { bytes: body.slice(), etag, lastModified: Date.now() })
      writes.push(objectUri(bucket, key))
      return { etag }
    },
    async remove(bucket, key) {
      objectsOf(bucket).delete(key)
    },
  }

  return {
    store,
    reads,
    writes,
    keys: (bucket: string) => [...objectsOf(bucket).keys()].sort(compareKeys),
    text(bucket: string, key: string): string {
      const found = objectsOf(bucket).get(key)
      if (found === undefined) throw new ObjectNotFound(bucket, key)
      return new TextDecoder().decode(found.bytes)
    },
  }
}
