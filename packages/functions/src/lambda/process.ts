import { jobs } from "@mapfold/core/jobs/jobs"
import type { ProcessOutput } from "@mapfold/core/workflow/payloads"
import type { Handler } from "aws-lambda"
import { makeProcess } from "../process.ts"
import { makeLambdaStore } from "./lambda-store.ts"

/** Process as a Lambda function. */
export const handler: Handler<unknown, ProcessOutput> = makeProcess({
  jobs,
  store: makeLambdaStore(process.env),
  clock: Date.now,
})
