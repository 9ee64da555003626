import type { ObjectStore } from "@mapfold/core/store/object-store"
import { makeCopy } from "../copy.ts"
import { makeCopyWithin } from "../pull/copy-within.ts"
import { openArchive } from "../pull/open-archive.ts"
import { makeS3Store } from "../s3-store.ts"
import { makeLambdaLog } from "./lambda-log.ts"
import { makeLambdaClient } from "./lambda-store.ts"

const log = makeLambdaLog()
const client = makeLambdaClient(process.env)
/** By their Regions; their connections are used again. */
const sources = new Map<string, ObjectStore>()

function openSource(region: string): ObjectStore {
  const source = sources.get(region) ?? openArchive({ region }, process.env)
  sources.set(region, source)
  return source
}

/** Copy as a Lambda function. */
export const handler = log.around(
  makeCopy({ target: makeS3Store(client), openSource, copyWithin: makeCopyWithin(client), log }),
)
