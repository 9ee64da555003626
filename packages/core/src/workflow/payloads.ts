import * as z from "zod"
import { Settings } from "../run/settings.ts"
import { Limits, Tolerance } from "../run/tolerance.ts"

/** What passes between the states. Pointers and counts, never data: 256 KiB is the limit of each. */

const Count = z.int().min(0)
const Params = z.record(z.string(), z.unknown())

/** An item as ItemSelector leaves it, in S3's own spelling. */
export const Item = z.strictObject({ Key: z.string().min(1), Size: z.int().min(0), Etag: z.string() })
export type Item = z.infer<typeof Item>

/** The name of an execution, as part of the keys that lie under it. */
const RunName = z
  .string()
  .regex(/^[^\s/]{1,80}$/, "a run's name has 1 to 80 characters, no space and no slash")

/** The fields of an execution's input that are not the job's params. */
export const RunControl = z.object({
  job: z.string().optional(),
  tolerate: z
    .strictObject({ objects: Tolerance.default(0), records: Tolerance.default(0) })
    .default({ objects: 0, records: 0 }),
  settings: Settings.partial().default({}),
  /** Process these keys only. They are written to `runs/<run>/items.jsonl`, which MapItems reads. */
  only: z.array(z.string().min(1)).min(1).max(1_000).optional(),
  /**
   * Begin with what this run did well, and process again what failed in it and the batches with rejects. The rest of the
   * input is that run's own. Never beside `reduces`.
   */
  repairs: RunName.optional(),
  /** Begin with all that the children of this run came to, and process nothing. The rest of the input is that run's own. */
  reduces: RunName.optional(),
})
export type RunControl = z.infer<typeof RunControl>

export const PrepareInput = z.strictObject({
  /** The execution's name. */
  run: z.string().min(1),
  /** The bucket with the files. */
  input: z.string().min(1),
  /** The bucket for the result. */
  output: z.string().min(1),
  /** The execution's input as it came: `{"year": 2025}`. */
  request: z.unknown(),
})
export type PrepareInput = z.infer<typeof PrepareInput>

/** Whether a run is for what is listed under the job's prefix, or for a chosen list. */
export const Reader = z.enum(["listed", "items"])
export type Reader = z.infer<typeof Reader>

const References = z.record(z.string(), z.string())

export const PrepareOutput = z.strictObject({
  run: z.string(),
  job: z.string(),
  jobVersion: z.int(),
  params: Params,
  prefix: z.string(),
  suffix: z.string(),
  /** What the run is for as a whole: decides whether it publishes in the place of a run over the listing. */
  reader: Reader,
  /** Which of the two Maps runs: the one over the listing, the one over `runs/<run>/items.jsonl`, or neither. */
  map: z.enum(["listed", "items", "none"]),
  /** Key, in the output bucket, of the manifest of children that are kept from another run (`KeptManifest`). */
  kept: z.string().nullable(),
  /**
   * Percent of the Map's items whose children may fail before it stops. Of a run that keeps children it is more than
   * `tolerate` says, since that is a share of all: Reduce holds all against that.
   */
  stopPercent: z.number().min(0).max(100),
  /** The ETag of each reference object of the job: all children read the same bytes. */
  references: References,
  tolerate: z.strictObject({ objects: Limits, records: Limits }),
  settings: z.strictObject(Settings.shape),
})
export type PrepareOutput = z.infer<typeof PrepareOutput>

/** The same for every child of a Map Run. */
export const BatchInput = z.strictObject({
  run: z.string(),
  job: z.string(),
  jobVersion: z.int(),
  params: Params,
  suffix: z.string(),
  references: References,
  input: z.string(),
  output: z.string(),
})
export type BatchInput = z.infer<typeof BatchInput>

/** A child's input, as ItemBatcher makes it. */
export const ChildInput = z.object({ BatchInput, Items: z.array(Item).min(1) })
export type ChildInput = z.infer<typeof ChildInput>

export const ProcessInput = z.strictObject({
  BatchInput,
  Items: z.array(Item).min(1),
  /** Index into Items of the first object to process. */
  next: Count,
  /** No call follows: objects that there is no time for are failed, so that none is lost. */
  last: z.boolean(),
})
export type ProcessInput = z.infer<typeof ProcessInput>

export const ObjectCounts = z.strictObject({ processed: Count, skipped: Count, failed: Count })
export type ObjectCounts = z.infer<typeof ObjectCounts>

/** `rows = kept + filtered + rejected`. */
export const RecordCounts = z.strictObject({ rows: Count, kept: Count, filtered: Count, rejected: Count })
export type RecordCounts = z.infer<typeof RecordCounts>

export const ProcessOutput = z.strictObject({
  /** The batch file that was written covers Items from `next` up to, not including, the answered `next`. */
  batch: z.string(),
  /** Index of the first item not covered, or null where none is left. */
  next: Count.nullable(),
  counts: z.strictObject({ objects: ObjectCounts, records: RecordCounts, bytes: Count }),
})
export type ProcessOutput = z.infer<typeof ProcessOutput>

/** What a child answers; `index` counts the child's Items. */
export const ChildOutput = z.strictObject({
  batches: z.array(z.string()),
  failed: z.array(z.strictObject({ index: Count, error: z.string() })),
})
export type ChildOutput = z.infer<typeof ChildOutput>

export const ReduceInput = z.strictObject({
  run: z.string(),
  /** ISO time at which the execution started: decides which of two runs publishes. */
  startedAt: z.string(),
  job: z.string(),
  jobVersion: z.int(),
  params: Params,
  reader: Reader,
  tolerate: z.strictObject({ objects: Limits, records: Limits }),
  input: z.string(),
  output: z.string(),
  /** Where ResultWriter put its manifest; null where neither Map ran. */
  manifest: z.strictObject({ Bucket: z.string(), Key: z.string() }).nullable(),
  /** As Prepare answered it. An execution that began with an older definition does not say. */
  kept: z.string().nullable().default(null),
})
export type ReduceInput = z.infer<typeof ReduceInput>

export const ReduceOutput = z.strictObject({
  /** Keys in the output bucket. */
  result: z.string(),
  report: z.string(),
  complete: z.boolean(),
  /** False where a run that started later has published already. */
  published: z.boolean(),
  objects: z.strictObject({ listed: Count, ...ObjectCounts.shape }),
  records: RecordCounts,
  bytes: Count,
})
export type ReduceOutput = z.infer<typeof ReduceOutput>
