import * as z from "zod"
import { Failure, Reject } from "../batch/batch-file.ts"
import { ObjectCounts, RecordCounts } from "../workflow/payloads.ts"
import { RunTimes } from "./run-times.ts"

/** What `runs/<run>/report.json` holds: what a run says of itself. */
export const Report = z.strictObject({
  format: z.literal(1),
  run: z.string(),
  job: z.string(),
  jobVersion: z.int(),
  params: z.record(z.string(), z.unknown()),
  startedAt: z.string(),
  /** The run whose failed objects, and batches with rejects, this one processed again. */
  repairs: z.string().nullable().optional(),
  /** The run whose children this one reduced again. */
  reduces: z.string().nullable().optional(),
  /** Objects that a repair left out, since they are no longer there: not among those listed. */
  gone: z.int().min(0).optional(),
  /** No object is missing from the result and no record was rejected. */
  complete: z.boolean(),
  /** Null where a result was made; else why there is none. */
  error: z.strictObject({ name: z.string(), message: z.string() }).nullable(),
  /** `listed = processed + skipped + failed`; listed comes from the inputs of all children. */
  objects: z.strictObject({ listed: z.int().min(0), ...ObjectCounts.shape }),
  /** `rows = kept + filtered + rejected`. */
  records: RecordCounts,
  /** Bytes read of processed objects. */
  bytes: z.int().min(0),
  batches: z.int().min(0),
  /**
   * Requests to the store that had to be sent again: those of the batches' last attempts, where their logs are there, and those of
   * Reduce until it wrote this. Reports of older versions lack it.
   */
  retries: z.strictObject({ requests: z.int().min(0) }).optional(),
  /** The first 1,000 in the order of their keys; the batch files have them all. */
  failures: z.array(Failure),
  rejects: z.strictObject({
    objects: z.int().min(0),
    byRule: z.record(z.string(), z.int().min(1)),
    examples: z.array(Reject),
  }),
  /** Values missing in the records that were decoded (`rows - rejected`), by column; older reports have not counted them. */
  missing: z.record(z.string(), z.int().min(1)).optional(),
  /** Milliseconds. */
  phases: z.strictObject({ map: z.number(), reduce: z.number() }),
  /** Null where no batch has told of its time; reports of older versions lack it. */
  times: RunTimes.nullable().optional(),
})
export type Report = z.infer<typeof Report>
