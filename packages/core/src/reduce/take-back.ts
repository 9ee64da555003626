import { runPrefix } from "../run/layout.ts"
import type { ObjectStore } from "../store/object-store.ts"
import { readObject } from "../store/read-object.ts"
import { contentTypeOf, MAX_RESULT_BYTES } from "./result-files.ts"

/** Files of a result that were put in its place before something went wrong. */
export type Begun = {
  readonly bucket: string
  readonly prefix: string
  /** Each file's name and the ETag that it got. */
  readonly written: ReadonlyMap<string, string>
  /** The run whose result stood there, or null. */
  readonly standing: { readonly run: string } | null
}

/**
 * Puts the standing run's files back, or removes those written where nothing stood, so that no half of a result is left.
 * What somebody else has written since stays. Throws as the store does.
 */
export async function takeBack(store: ObjectStore, begun: Begun): Promise<void> {
  const { bucket, prefix, written, standing } = begun
  for (const [name, etag] of written) {
    const key = `${prefix}${name}`
    if ((await store.head(bucket, key))?.etag !== etag) continue
    if (standing === null) await store.remove(bucket, key)
    else {
      const { bytes } = await readObject(store, bucket, `${runPrefix(standing.run)}${name}`, MAX_RESULT_BYTES)
      await store.put(bucket, key, bytes, { contentType: contentTypeOf(name) })
    }
  }
}
