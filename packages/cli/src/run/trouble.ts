import { Failure, Reject } from "@mapfold/core/batch/batch-file"
import * as z from "zod"

/** What is missing from a run's result, and why: its first failures and rejects. */
export const Trouble = z.strictObject({
  failures: z.strictObject({
    total: z.int(),
    /** All objects; null where the run ended before they were counted. */
    of: z.int().nullable(),
    examples: z.array(Failure),
  }),
  rejects: z.strictObject({
    total: z.int(),
    /** All records. */
    of: z.int(),
    /** Objects with at least one. */
    objects: z.int(),
    byRule: z.record(z.string(), z.int()),
    examples: z.array(Reject),
    /** Where all of them lie in the output bucket; null where there are none. */
    prefix: z.string().nullable(),
  }),
})
export type Trouble = z.infer<typeof Trouble>

export const NO_TROUBLE: Trouble = {
  failures: { total: 0, of: null, examples: [] },
  rejects: { total: 0, of: 0, objects: 0, byRule: {}, examples: [], prefix: null },
}
