import type { ObjectStore } from "@mapfold/core/store/object-store"
import { makeS3Client } from "../s3-client.ts"
import { makeS3Store } from "../s3-store.ts"

/** S3 in the Region that the function runs in: a Distributed Map lists only buckets of its own Region. */
export function makeLambdaStore({ AWS_REGION: region }: NodeJS.ProcessEnv): ObjectStore {
  if (region === undefined || region === "")
    throw new TypeError("AWS_REGION is not set: Lambda sets it; set it to the buckets' Region elsewhere")
  return makeS3Store(makeS3Client(region))
}
