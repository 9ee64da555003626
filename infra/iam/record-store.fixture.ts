import { ObjectNotFound } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"

/** One call of S3, before it is known what the buckets are called. */
export type StoreCall = {
  /** `s3:GetObject` */
  readonly action: string
  readonly bucket: string
  /** Null where it is for the bucket. */
  readonly key: string | null
}

/**
 * A store that tells what permission each call of it needs on S3. A missing object needs s3:ListBucket besides, without which
 * S3 answers 403; a put that depends on an ETag needs s3:GetObject:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function recordStore(store: ObjectStore, told: (call: StoreCall) => void): ObjectStore {
  const get = (bucket: string, key: string) => told({ action: "s3:GetObject", bucket, key })
  const list = (bucket: string) => told({ action: "s3:ListBucket", bucket, key: null })
  return {
    ...store,
    list(bucket, options) {
      list(bucket)
      return store.list(bucket, options)
    },
    async head(bucket, key) {
      get(bucket, key)
      const found = await store.head(bucket, key)
      if (found === null) list(bucket)
      return found
    },
    async open(bucket, key, options) {
      get(bucket, key)
      try {
        return await store.open(bucket, key, options)
      } catch (error) {
        if (error instanceof ObjectNotFound) list(bucket)
        throw error
      }
    },
    put(bucket, key, body, options) {
      told({ action: "s3:PutObject", bucket, key })
      if (options?.ifMatch !== undefined) get(bucket, key)
      return store.put(bucket, key, body, options)
    },
    remove(bucket, key) {
      told({ action: "s3:DeleteObject", bucket, key })
      return store.remove(bucket, key)
    },
  }
}
