import * as z from "zod"

/** The version of the tally's form. */
export const TALLY_FORMAT = 1

/** A value that a group is keyed by. */
export const KeyValue = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type KeyValue = z.infer<typeof KeyValue>

/**
 * The mergeable partial result of a batch.
 *
 * A group is its key's values, in the order of the job's `key`, and its measures' states, in the order of the job's
 * `measures`. Groups are sorted by the JSON of their key, so that equal tallies are equal bytes.
 */
export const TallyFile = z.strictObject({
  format: z.literal(TALLY_FORMAT),
  job: z.string(),
  jobVersion: z.int(),
  partitions: z.array(
    z.strictObject({
      id: z.int().min(0),
      groups: z.array(z.tuple([z.array(KeyValue), z.array(z.unknown())])),
    }),
  ),
})
export type TallyFile = z.infer<typeof TallyFile>
