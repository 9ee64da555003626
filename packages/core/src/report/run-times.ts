import * as z from "zod"

const Milliseconds = z.number().min(0)

/** Rows over time. */
export const Pace = z.strictObject({
  /** Milliseconds that each slice takes; the first begins with the run. */
  sliceMs: z.number().positive(),
  /** Rows that were read in each slice: a batch's are spread evenly over the time that it took. */
  rows: z.array(z.int().min(0)),
})
export type Pace = z.infer<typeof Pace>

/** Where the time of a run's batches went, summed over those whose logs are there: more than the run took, where many ran at once. */
export const RunTimes = z.strictObject({
  /** Batches that it is told of: those of children that were kept from another run are not among them. */
  batches: z.int().min(1),
  /** From the start of a child until its first call began. */
  queueMs: Milliseconds,
  /** Waiting for objects and their bytes. */
  readMs: Milliseconds,
  computeMs: Milliseconds,
  /** Rejects and batch files. */
  writeMs: Milliseconds,
  pace: Pace,
})
export type RunTimes = z.infer<typeof RunTimes>
