import type { S3Client } from "@aws-sdk/client-s3"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { makeS3Client } from "../s3-client.ts"
import { makeS3Store } from "../s3-store.ts"

/** S3 in the Region that the function runs in: a Distributed Map lists only buckets of its own Region. */
export function makeLambdaStore(environment: NodeJS.ProcessEnv): ObjectStore {
  return makeS3Store(makeLambdaClient(environment))
}

/** What that store asks S3 with. */
export function makeLambdaClient({ AWS_REGION: region }: NodeJS.ProcessEnv): S3Client {
  if (region === undefined || region === "")
    throw new TypeError("AWS_REGION is not set: Lambda sets it; set it to the buckets' Region elsewhere")
  return makeS3Client(region)
}
