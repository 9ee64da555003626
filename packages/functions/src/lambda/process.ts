import type { ProcessOutput } from "@mapfold/core/workflow/payloads"
import type { Handler } from "aws-lambda"
import { makeProcess } from "../process.ts"
import { makeLambdaJobs } from "./lambda-jobs.ts"
import { makeLambdaStore } from "./lambda-store.ts"

/** Process as a Lambda function. */
export const handler: Handler<unknown, ProcessOutput> = makeProcess({
  jobs: makeLambdaJobs(process.env),
  store: makeLambdaStore(process.env),
  clock: Date.now,
})
