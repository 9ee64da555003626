import type { Cost } from "./plan.ts"
import { PRICES } from "./prices.ts"
import { AWS_SPEED } from "./speed.ts"

/** What a run is billed for, known or foreseen. */
export type Usage = {
  readonly objects: number
  /** Bytes of the objects. */
  readonly bytes: number
  readonly batches: number
  /** Milliseconds of all calls of Process together, where they are known. */
  readonly processMs?: number | undefined
  /** Megabytes that the functions have. */
  readonly memory: { readonly prepare: number; readonly process: number; readonly reduce: number }
}

/** Transitions of the machine itself: Prepare, ChooseReader, the Map, Reduce, and the start. */
const OWN_TRANSITIONS = 5
/** Megabytes that an Express child is billed in: the least there is holds 200 KB of input and a small definition. */
const CHILD_MEGABYTES = 64
/** Milliseconds that a child takes beside its call of Process. */
const CHILD_OVERHEAD_MS = 100
/** An Express execution is billed in steps of so many milliseconds. */
const CHILD_STEP_MS = 100
/**
 * Bytes of log an object and a batch: with execution data each child logs its items about three times, some 140 bytes each;
 * a batch logs its states, and two lines of the handler's.
 */
const LOG_BYTES = { object: 420, batch: 6_000 } as const
/** Puts of a batch: its file and its log file. ResultWriter, items and results come to a few a run. */
const BATCH_PUTS = 2
const RUN_PUTS = 12
/** Objects of one page of a listing. */
const LIST_PAGE = 1_000
const PREPARE_MS = 200

/** Milliseconds of all calls of Process together. */
export function estimateProcessMs({
  objects,
  bytes,
  batches,
}: Pick<Usage, "objects" | "bytes" | "batches">): number {
  const { batch, object, megabyte } = AWS_SPEED.process
  return batches * batch + objects * object + (bytes / 1_000_000) * megabyte
}

/** What a run costs on AWS, by the list prices of `prices.ts`. Storage is not in it: what a run writes is small. */
export function estimateCost(usage: Usage): Cost {
  const { objects, batches, memory } = usage
  const processMs = usage.processMs ?? estimateProcessMs(usage)
  const reduceMs = 1_000 + batches * AWS_SPEED.reduceBatch
  const lambda =
    (batches + 2) * PRICES.lambda.request +
    (gigabyteSeconds(memory.prepare, PREPARE_MS) +
      gigabyteSeconds(memory.process, processMs) +
      gigabyteSeconds(memory.reduce, reduceMs)) *
      PRICES.lambda.gigabyteSecond
  const childMs =
    batches === 0 ? 0 : Math.ceil((processMs / batches + CHILD_OVERHEAD_MS) / CHILD_STEP_MS) * CHILD_STEP_MS
  const stepFunctions =
    (OWN_TRANSITIONS + batches) * PRICES.stepFunctions.transition +
    batches * PRICES.stepFunctions.expressRequest +
    gigabyteSeconds(CHILD_MEGABYTES, childMs * batches) * PRICES.stepFunctions.expressGigabyteSecond
  const s3 =
    (objects + batches) * PRICES.s3.get +
    (batches * BATCH_PUTS + RUN_PUTS) * PRICES.s3.put +
    Math.ceil(objects / LIST_PAGE) * PRICES.s3.list
  const logs = ((objects * LOG_BYTES.object + batches * LOG_BYTES.batch) / 1e9) * PRICES.logs.gigabyte
  return { lambda, stepFunctions, s3, logs, total: lambda + stepFunctions + s3 + logs }
}

function gigabyteSeconds(megabytes: number, milliseconds: number): number {
  return (megabytes / 1_024) * (milliseconds / 1_000)
}
