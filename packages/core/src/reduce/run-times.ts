import type { BatchLog } from "../batch/batch-log.ts"
import type { RunTimes } from "../report/run-times.ts"
import { makePace } from "./pace.ts"

/** What is known of the time of one batch. */
export type BatchTimes = {
  readonly log: Pick<BatchLog, "startedAt" | "durationMs" | "readMs" | "computeMs" | "writeMs">
  readonly rows: number
  /** When its child began; null where another batch of the child came first, or where that is not known. */
  readonly childStartedAt: string | null
}

/** Sums where the time of a run's batches went, as they come; it takes no more memory for more of them. */
export function makeRunTimes(startedAt: string) {
  const start = Date.parse(startedAt)
  const pace = makePace()
  const sums = { queueMs: 0, readMs: 0, computeMs: 0, writeMs: 0 }
  let batches = 0
  return {
    add({ log, rows, childStartedAt }: BatchTimes): void {
      const began = Date.parse(log.startedAt)
      if (Number.isNaN(began)) return
      batches += 1
      sums.readMs += log.readMs
      sums.computeMs += log.computeMs
      sums.writeMs += log.writeMs
      // Two machines' clocks may differ by more than the wait was.
      if (childStartedAt !== null) sums.queueMs += Math.max(0, began - Date.parse(childStartedAt) || 0)
      pace.add(began - start, began - start + log.durationMs, rows)
    },
    /** Null where no batch has told. */
    times(): RunTimes | null {
      if (batches === 0) return null
      const rounded = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Math.round(sum)]))
      return { batches, ...(rounded as typeof sums), pace: pace.read() }
    },
  }
}
