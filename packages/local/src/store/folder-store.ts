import type { ObjectStore } from "@mapfold/core/store/object-store"
import { listFolder } from "./folder-listing.ts"
import { type BucketFolders, bucketFolder } from "./folder-path.ts"
import { headFile, openFile } from "./folder-reader.ts"
import { putFile, removeFile } from "./folder-writer.ts"

/**
 * Folders as buckets: an object is a file and its key the path below the folder, parts joined by `/`.
 *
 * Reading is synchronous: `head`, `open` and `read` never answer a promise. A bucket whose folder is not there is
 * `BucketNotFound`, except that `put` makes the folder. Keys that no file can have (`a//b`, `../a`, parts over 255 bytes)
 * are `StoreFailed`. An object cannot lie below the key of another, as a file cannot lie in a file.
 */
export function makeFolderStore({ buckets }: { readonly buckets: BucketFolders }): ObjectStore {
  return {
    async *list(bucket, { prefix = "" } = {}) {
      yield* listFolder(bucketFolder(buckets, bucket), bucket, prefix)
    },
    head: (bucket, key) => headFile(bucketFolder(buckets, bucket), bucket, key),
    open: (bucket, key, { ifMatch } = {}) => openFile(bucketFolder(buckets, bucket), bucket, key, ifMatch),
    put: async (bucket, key, body, options = {}) =>
      putFile(bucketFolder(buckets, bucket), bucket, key, body, options),
    remove: async (bucket, key) => removeFile(bucketFolder(buckets, bucket), bucket, key),
  }
}
