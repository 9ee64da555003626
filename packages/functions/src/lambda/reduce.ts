import type { ReduceOutput } from "@mapfold/core/workflow/payloads"
import type { Handler } from "aws-lambda"
import { makeReduce } from "../reduce.ts"
import { makeLambdaJobs } from "./lambda-jobs.ts"
import { makeLambdaStore } from "./lambda-store.ts"

/** Reduce as a Lambda function. */
export const handler: Handler<unknown, ReduceOutput> = makeReduce({
  jobs: makeLambdaJobs(process.env),
  store: makeLambdaStore(process.env),
  clock: Date.now,
})
