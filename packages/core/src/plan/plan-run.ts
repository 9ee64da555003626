import type { PreparedRun } from "../prepare/prepare.ts"
import { estimateCost, type Usage } from "./estimate-cost.ts"
import type { Plan } from "./plan.ts"
import type { Speed } from "./speed.ts"

/** What listing the input came to. */
export type ListedTotals = {
  /** All that the item reader lists, which a batch holds. */
  readonly listed: number
  /** Those of them that the job reads, and their bytes. */
  readonly objects: number
  readonly bytes: number
  /** Bytes of what is listed, as a child's input has it: one `{"Key","Size","Etag"}` each. */
  readonly itemBytes: number
  /** True where listing stopped at a bound. */
  readonly isPartial: boolean
}

export type Engine = {
  readonly speed: Speed
  /** Megabytes of the functions; null where runs cost nothing. */
  readonly memory: Usage["memory"] | null
}

/** What a run would do, from what its input says and what is listed. */
export function planRun(
  prepared: Pick<PreparedRun, "job" | "params" | "prefix" | "suffix" | "settings">,
  { listed, objects, bytes, itemBytes, isPartial }: ListedTotals,
  { speed, memory }: Engine,
): Plan {
  const { job, params, prefix, suffix, settings } = prepared
  const batches = Math.ceil(Math.max(listed / settings.batchObjects, itemBytes / settings.batchInputBytes))
  const { fixedSeconds, listedPerSecond, process, reduceBatch, parallel } = speed
  const atATime = Math.max(1, Math.min(batches, settings.concurrency, parallel))
  const processMs = batches * process.batch + objects * process.object + (bytes / 1e6) * process.megabyte
  // batches begin while the listing goes on
  const mapSeconds = Math.max(listed / listedPerSecond, processMs / 1_000 / atATime)
  return {
    ...{ job, params, prefix, suffix, objects, bytes, batches, isPartial },
    seconds: fixedSeconds + mapSeconds + (batches * reduceBatch) / 1_000,
    cost: memory && estimateCost({ objects, bytes, batches, processMs, memory }),
  }
}
