import * as z from "zod"

/** Which lines of a run's log are wanted. */
export const LogFilter = z.strictObject({
  /** A child execution's name or a batch's id. */
  batch: z.string().min(1).max(100).optional(),
  object: z.string().min(1).max(1_024).optional(),
  /** This level and those above it. */
  level: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]).optional(),
})
export type LogFilter = z.infer<typeof LogFilter>
