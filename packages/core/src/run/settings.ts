import * as z from "zod"

/** The largest input or output of a state: 256 KiB. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MAX_PAYLOAD_BYTES = 262_144

/** How the Map hands its items out. */
export const Settings = z.strictObject({
  /** Objects a batch: 500 files of 76 KB are 38 MB, a few seconds of a Lambda. */
  batchObjects: z.int().min(1).max(100_000).default(500),
  /** Bytes of a child's input: 200,000 leaves room below the 262,144 that AWS aborts at. */
  batchInputBytes: z.int().min(1).max(MAX_PAYLOAD_BYTES).default(200_000),
  /** Children at a time: half of a usual account's 1,000 concurrent Lambda environments. */
  concurrency: z.int().min(1).max(10_000).default(500),
})
export type Settings = z.infer<typeof Settings>
