import type { ObjectStore } from "@mapfold/core/store/object-store"
import { makeS3Client } from "../s3-client.ts"
import { type Environment, readS3Settings } from "../s3-environment.ts"
import { makeS3Store } from "../s3-store.ts"

export type ArchivePlace = {
  readonly region: string
  /** Where S3 is not asked itself: `http://127.0.0.1:9000`. */
  readonly endpoint?: string | undefined
}

/** A store that signs nothing and needs no credentials: the bucket must be open to all. Throws `InvalidEnvironment`. */
export function openArchive({ region, endpoint }: ArchivePlace, environment: Environment): ObjectStore {
  const settings = readS3Settings(
    endpoint === undefined ? environment : { ...environment, AWS_ENDPOINT_URL_S3: endpoint },
  )
  return makeS3Store(
    makeS3Client(region, {
      ...settings,
      // Never sent: the signer leaves a request as it is.
      credentials: { accessKeyId: "anonymous", secretAccessKey: "anonymous" },
      signer: { sign: async (request) => request },
    }),
  )
}
