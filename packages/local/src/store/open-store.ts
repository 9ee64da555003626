import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { BucketPlace, S3Place } from "./bucket-place.ts"
import { makeFolderStore } from "./folder-store.ts"

/** Where the buckets are, by their names, and the engine's own folder. */
export type Places = {
  readonly buckets: Readonly<Record<string, BucketPlace>>
  readonly home?: string | undefined
}

/**
 * The store of these buckets: folders, and S3 where one of them is there. AWS's client is loaded only then: it takes as long as a
 * small run.
 */
export async function openStore({ buckets, home }: Places): Promise<ObjectStore> {
  const folders: Record<string, string> = {}
  const roots: Record<string, S3Place> = {}
  for (const [name, place] of Object.entries(buckets)) {
    if (typeof place === "string") folders[name] = place
    else roots[name] = place
  }
  const here = makeFolderStore({ buckets: folders, home })
  if (Object.keys(roots).length === 0) return here
  const { openS3Store } = await import("@mapfold/functions/s3-environment")
  return joinStores(here, openS3Store(roots, process.env), (bucket) => Object.hasOwn(roots, bucket))
}

function joinStores(
  here: ObjectStore,
  there: ObjectStore,
  isThere: (bucket: string) => boolean,
): ObjectStore {
  const storeOf = (bucket: string) => (isThere(bucket) ? there : here)
  return {
    list: (bucket, options) => storeOf(bucket).list(bucket, options),
    head: (bucket, key) => storeOf(bucket).head(bucket, key),
    open: (bucket, key, options) => storeOf(bucket).open(bucket, key, options),
    put: (bucket, key, body, options) => storeOf(bucket).put(bucket, key, body, options),
    remove: (bucket, key) => storeOf(bucket).remove(bucket, key),
    retries: () => there.retries?.() ?? 0,
  }
}
