import { statSync } from "node:fs"
import { BucketNotFound } from "@mapfold/core/store/errors"
import { type Buckets, bucketFolder } from "../store/folder-path.ts"
import type { BucketFolder } from "../store/folder-reader.ts"
import type { KnownEtags } from "../store/object-records.ts"
import type { ObjectRegister } from "../store/object-register.ts"
import type { Headers } from "./body/headers.ts"
import type { RequestBody } from "./body/request-body.ts"
import type { UploadRegister } from "./uploads/upload-register.ts"

/** What the endpoint's operations work on. */
export type S3State = {
  readonly buckets: Buckets & { readonly home: string }
  readonly region: string
  readonly known: KnownEtags
  readonly register: ObjectRegister
  readonly uploads: UploadRegister
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/** One request that has been let in. */
export type S3Request = {
  readonly state: S3State
  readonly method: string
  /** Empty where the request names none. */
  readonly bucket: string
  readonly key: string
  readonly query: ReadonlyMap<string, string>
  readonly headers: Headers
  readonly body: RequestBody
}

/** The folder of a bucket that is there. Throws `BucketNotFound`. */
export function placeOf({ buckets, known }: S3State, bucket: string): BucketFolder {
  const folder = bucketFolder(buckets, bucket)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new BucketNotFound(bucket)
  return { folder, bucket, known }
}
