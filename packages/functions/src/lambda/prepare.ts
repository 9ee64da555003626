import type { PrepareOutput } from "@mapfold/core/workflow/payloads"
import type { Handler } from "aws-lambda"
import { makePrepare } from "../prepare.ts"
import { makeLambdaJobs } from "./lambda-jobs.ts"
import { makeLambdaStore } from "./lambda-store.ts"

/** Prepare as a Lambda function. */
export const handler: Handler<unknown, PrepareOutput> = makePrepare({
  jobs: makeLambdaJobs(process.env),
  store: makeLambdaStore(process.env),
})
