import { jobs } from "@mapfold/core/jobs/jobs"
import type { PrepareOutput } from "@mapfold/core/workflow/payloads"
import type { Handler } from "aws-lambda"
import { makePrepare } from "../prepare.ts"
import { makeLambdaStore } from "./lambda-store.ts"

/** Prepare as a Lambda function. */
export const handler: Handler<unknown, PrepareOutput> = makePrepare({
  jobs,
  store: makeLambdaStore(process.env),
})
