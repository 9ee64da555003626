import { estimateCost } from "@mapfold/core/plan/estimate-cost"
import { PRICES } from "@mapfold/core/plan/prices"
import { PROCESS_SECONDS } from "@mapfold/core/workflow/time-limits"
import type { Target } from "../runs/target.ts"
import { BESIDE_SLOW, OBJECTS } from "./plant.ts"
import { SLOW_PARTS } from "./slow-object.ts"

/** Calls of Process over the slow objects: two that are killed, one that is left to end, and is killed as well. */
const SLOW_CALLS = 3
/** Children and objects of all runs: the main one and its repair, and those beside the slow objects. */
const BATCHES = 4 + 2 + 4 + 1 + 5
const OBJECTS_READ = OBJECTS + 10 + 14 + 2 * BESIDE_SLOW
/** Puts besides: two slow objects in parts, and what is put, mended and read back. */
const PUTS = 2 * SLOW_PARTS + 60
/** Transitions of seven executions more than the one that is in the estimate, eight each. */
const TRANSITIONS = 56

/** US dollars that verify costs, by list prices; what is kept for seven days as versions that were removed is less than a cent. */
export function estimateVerify({ memory }: Target): number {
  const known = memory ?? { prepare: 0, process: 0, reduce: 0 }
  const processMs = SLOW_CALLS * PROCESS_SECONDS * 1_000 + OBJECTS_READ * 100
  const { total } = estimateCost({
    ...{ objects: OBJECTS_READ, bytes: 1e6, batches: BATCHES, processMs, memory: known },
  })
  return total + PUTS * PRICES.s3.put + TRANSITIONS * PRICES.stepFunctions.transition
}
