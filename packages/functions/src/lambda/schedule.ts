import type { Handler } from "aws-lambda"
import { makeScheduled, Schedule, type ScheduledAnswer } from "../schedule.ts"
import { makeLambdaStart } from "./lambda-start.ts"

const { MAPFOLD_SCHEDULE: schedule = "null" } = process.env

/** What the stage's schedule calls, as a Lambda function. */
export const handler: Handler<unknown, ScheduledAnswer> = makeScheduled({
  schedule: Schedule.parse(JSON.parse(schedule)),
  start: makeLambdaStart(process.env),
})
