import { LogFilter } from "@mapfold/core/status/log-filter"
import * as z from "zod"

/** What the status API takes, each part parsed before anything is done. */

/**
 * A name as Step Functions takes it, of letters that need no escape and can lead nowhere:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const RunName = z
  .string()
  .regex(
    /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,79}$/,
    "is no run's name: 1 to 80 of A-Z a-z 0-9 _ - . and no dot first",
  )

export const RunParam = z.strictObject({ run: RunName })
export const BatchParam = z.strictObject({
  run: RunName,
  child: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/, "is no batch's name: 1 to 80 of A-Z a-z 0-9 _ -"),
})
export const FileParam = z.strictObject({
  run: RunName,
  name: z.enum(["result.json", "result.csv", "failures.jsonl"]),
})

/** Queries come as texts. */
const Count = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, "is a whole number from 1 to 9999")
  .transform(Number)
const Page = { after: z.string().min(1).max(4_096).optional(), count: Count.optional() }

export const PageQuery = z.strictObject(Page)
export const RunsQuery = z.strictObject({
  ...Page,
  status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]).optional(),
})
export const FailedObjectsQuery = z.strictObject({
  ...Page,
  kind: z.enum(["object", "record"]),
  name: z.string().min(1).max(200),
})
export const RejectsQuery = z.strictObject({
  ...Page,
  object: z.string().min(1).max(1_024).optional(),
  rule: z.string().min(1).max(200).optional(),
})
export const LogsQuery = z.strictObject({ ...Page, ...LogFilter.shape })

/** The body of a plan or of a start: an execution's input, which Prepare's own rules judge. */
export const RunRequest = z.strictObject({ request: z.record(z.string(), z.unknown()) })
