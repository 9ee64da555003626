import { RecordCounts, ReduceOutput } from "@mapfold/core/workflow/payloads"
import * as z from "zod"
import { Trouble } from "./trouble.ts"

const Started = {
  run: z.string(),
  job: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** Where the buckets are: a folder's path, or `s3://bucket/prefix/`. */
  input: z.string(),
  output: z.string(),
  /** Milliseconds from the start of the run to its end. */
  ms: z.number(),
  /** Whether it was stopped, or was asked to and had come too far. */
  interrupted: z.boolean(),
}

/** What `--json` prints, whatever happens. */
export const Summary = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("SUCCEEDED"),
    ...Started,
    /** False where an object or a record is missing from the result, within what was tolerated. */
    complete: z.boolean(),
    published: z.boolean(),
    /** Keys in the output bucket. */
    result: z.string(),
    report: z.string(),
    objects: ReduceOutput.shape.objects,
    records: RecordCounts,
    bytes: z.int(),
    ...Trouble.shape,
  }),
  z.strictObject({
    status: z.literal("FAILED"),
    ...Started,
    error: z.string(),
    message: z.string(),
    /** Key in the output bucket; null where the run did not come so far as to write one. */
    report: z.string().nullable(),
    ...Trouble.shape,
    /** The command that runs the first bad object by itself; null where none is known. */
    alone: z.string().nullable(),
  }),
  z.strictObject({
    status: z.literal("ABORTED"),
    ...Started,
    message: z.string(),
    phase: z.string(),
    /** When it was stopped. */
    objects: z.strictObject({ listed: z.int(), done: z.int() }),
    /** The commands that go on with it, and that start it again from nothing. */
    goOn: z.string(),
    again: z.string(),
  }),
  /** No run was started: the command line is wrong. */
  z.strictObject({ status: z.literal("REFUSED"), error: z.string(), message: z.string() }),
  /** The command itself failed. */
  z.strictObject({ status: z.literal("CRASHED"), error: z.string(), message: z.string() }),
])
export type Summary = z.infer<typeof Summary>

/** Of a run that was started. */
export type RunSummary = Extract<Summary, { run: string }>
