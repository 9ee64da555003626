import type { ObjectStore } from "@mapfold/core/store/object-store"
import { listFolder } from "./folder-listing.ts"
import { type Buckets, bucketFolder } from "./folder-path.ts"
import { type BucketFolder, headFile, openFile } from "./folder-reader.ts"
import { removeFile } from "./folder-remover.ts"
import { putFile } from "./folder-writer.ts"
import { NO_ETAGS, readKnownEtags } from "./object-records.ts"

/**
 * Folders as buckets: an object is a file and its key the path below the folder, parts joined by `/`. Keys that are no
 * path (`a//b`, `../a`, `a` beside `a/b`) are kept as key-path.ts says.
 *
 * Reading is synchronous: `head`, `open` and `read` never answer a promise. A bucket whose folder is not there is
 * `BucketNotFound`, except that `put` makes the folder of one that was given. With a home, objects that were put through its
 * S3 endpoint have the ETags that they have there.
 */
export function makeFolderStore({ buckets, home }: Buckets): ObjectStore {
  const known = home === undefined ? NO_ETAGS : readKnownEtags(home)
  const placeOf = (bucket: string): BucketFolder => {
    return { folder: bucketFolder({ buckets, home }, bucket), bucket, known }
  }
  return {
    async *list(bucket, { prefix = "" } = {}) {
      yield* listFolder(placeOf(bucket), prefix)
    },
    head: (bucket, key) => headFile(placeOf(bucket), key),
    open: (bucket, key, { ifMatch } = {}) => openFile(placeOf(bucket), key, ifMatch),
    put: async (bucket, key, body, options = {}) => putFile(placeOf(bucket), key, body, options),
    async remove(bucket, key) {
      await removeFile(placeOf(bucket), key)
    },
  }
}
