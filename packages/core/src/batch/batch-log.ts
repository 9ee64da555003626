import * as z from "zod"

const Milliseconds = z.number().min(0)
const Count = z.int().min(0)

/** What `runs/<run>/batches/<batch>.log.json` holds: what differs from attempt to attempt. The last attempt's is kept. */
export const BatchLog = z.object({
  run: z.string(),
  batch: z.string(),
  /** Of the batch's own, whatever became of them. */
  objects: Count,
  /** ISO time. */
  startedAt: z.string(),
  /** From the start of the call until all but this log was written: the sum of the three that follow. */
  durationMs: Milliseconds,
  /** Waiting for objects and their bytes; they are opened ahead, so this is not the sum of what each took. */
  readMs: Milliseconds,
  computeMs: Milliseconds,
  /** Rejects and batch file. */
  writeMs: Milliseconds,
  /** Requests to the store that had to be sent again. */
  retries: Count,
  requestId: z.string().nullable(),
  logStream: z.string().nullable(),
})
export type BatchLog = z.infer<typeof BatchLog>
