import { makeProcess } from "../process.ts"
import { makeLambdaJobs } from "./lambda-jobs.ts"
import { makeLambdaLog } from "./lambda-log.ts"
import { makeLambdaStore } from "./lambda-store.ts"

const log = makeLambdaLog()

/** Process as a Lambda function. */
export const handler = log.around(
  makeProcess({
    jobs: makeLambdaJobs(process.env),
    store: makeLambdaStore(process.env),
    clock: Date.now,
    log,
  }),
)
