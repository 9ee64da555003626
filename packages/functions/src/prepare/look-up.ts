import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import type { Item } from "@mapfold/core/workflow/payloads"

/** Requests at a time, of 20 ms each: 800 objects a second. */
const LOOKUPS = 16

/** An object as it is now; null where it is not there. */
export type Found = { readonly key: string; readonly item: Item | null }

/** Looks the keys up, and answers in their order. */
export function lookUp(
  store: ObjectStore,
  bucket: string,
  keys: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<Found> {
  return readAhead(keys, LOOKUPS, async (key) => {
    const found = await store.head(bucket, key)
    return { key, item: found === null ? null : { Key: key, Size: found.size, Etag: found.etag } }
  })
}
