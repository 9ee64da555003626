import type { Handler } from "aws-lambda"
import { makeScheduled, type ScheduledAnswer } from "../schedule.ts"
import { makeLambdaStart } from "./lambda-start.ts"

const { MAPFOLD_SCHEDULED_INPUT: input = "{}" } = process.env

/** What the stage's schedule calls, as a Lambda function. */
export const handler: Handler<unknown, ScheduledAnswer> = makeScheduled({
  input,
  start: makeLambdaStart(process.env),
})
