import * as z from "zod"
import { TallyFile } from "../tally/tally-file.ts"
import { ObjectCounts, RecordCounts } from "../workflow/payloads.ts"

/** The version of the batch file's form. */
export const BATCH_FORMAT = 1

/** An object that could not be processed, and why. */
export const Failure = z.strictObject({
  key: z.string(),
  /** The error's name: `ObjectChanged`, `MissingColumn`, … */
  error: z.string(),
  message: z.string(),
})
export type Failure = z.infer<typeof Failure>

/** A record that broke its schema. */
export const Reject = z.strictObject({
  key: z.string(),
  /** 1 is the object's first line. */
  line: z.int().min(1),
  /** Null where the row as a whole is at fault. */
  column: z.string().nullable(),
  rule: z.string(),
  /** The offending value as it stands in the file, at most 200 characters. */
  value: z.string().nullable(),
  message: z.string(),
  /** The row as it stands in the file, at most 2,000 characters. */
  raw: z.string(),
})
export type Reject = z.infer<typeof Reject>

/** What `runs/<run>/batches/<batch>.json` holds: content only, so that a child that runs twice writes the same bytes. */
export const BatchFile = z.strictObject({
  format: z.literal(BATCH_FORMAT),
  batch: z.string(),
  objects: ObjectCounts,
  records: RecordCounts,
  /** Bytes read of processed objects. */
  bytes: z.int().min(0),
  failures: z.array(Failure),
  rejects: z.strictObject({
    /** Objects with at least one rejected record. */
    objects: z.int().min(0),
    byRule: z.record(z.string(), z.int().min(1)),
    /** The first few of the batch. */
    examples: z.array(Reject),
    /** Names of the files that hold them, where they are too many for one: else it has the batch's name. */
    parts: z.array(z.string()).optional(),
  }),
  /** Values missing in the records that were decoded, by column; older batches did not count them. */
  missing: z.record(z.string(), z.int().min(1)).optional(),
  tally: TallyFile,
})
export type BatchFile = z.infer<typeof BatchFile>

/** Names of the files under `runs/<run>/rejects/` that hold a batch's rejects. */
export function rejectFiles({ batch, rejects }: Pick<BatchFile, "batch" | "rejects">): readonly string[] {
  if (rejects.objects === 0) return []
  return rejects.parts ?? [batch]
}
