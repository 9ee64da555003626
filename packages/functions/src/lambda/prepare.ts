import { makePrepare } from "../prepare.ts"
import { makeLambdaJobs } from "./lambda-jobs.ts"
import { makeLambdaLog } from "./lambda-log.ts"
import { makeLambdaStore } from "./lambda-store.ts"

const log = makeLambdaLog()
const prepare = makePrepare({
  jobs: makeLambdaJobs(process.env),
  store: makeLambdaStore(process.env),
})

/** Prepare as a Lambda function. */
export const handler = log.around(async (event) => {
  const prepared = await prepare(event)
  const { run, job, jobVersion, params, reader, prefix } = prepared
  log.info("run prepared", { run, job, jobVersion, params, reader, prefix })
  return prepared
})
