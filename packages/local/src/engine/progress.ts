import type { Machine } from "@mapfold/core/workflow/asl/machine"
import type { Observation } from "../interpreter/ports.ts"
import { type Counts, readCounters } from "../workers/counters.ts"

export type Progress = {
  readonly phase: "preparing" | "listing" | "mapping" | "reducing" | "ended"
  readonly objectsListed: number
  readonly objectsDone: number
  readonly rows: number
  readonly bytes: number
}

/** What a child failed with, as AWS says it. */
export type ChildFailure = { readonly error: string; readonly cause: string }

/** Follows one execution. The counters go on from run to run: what they showed at its start is taken off. */
export function makeProgress(machine: Machine, counters: SharedArrayBuffer) {
  const before = readCounters(counters)
  let phase: Progress["phase"] = "preparing"
  let objectsListed = 0
  let objectsKept = 0
  let firstFailure: ChildFailure | undefined

  const enter = (name: string): void => {
    // children have states too: those of the run itself are the machine's own
    const state = Object.hasOwn(machine.States, name) ? machine.States[name] : undefined
    if (state?.Type === "Map") phase = "listing"
    else if (name === "Reduce") phase = "reducing"
  }

  return {
    observe(observation: Observation): void {
      if (observation.type === "state-entered") enter(observation.name)
      else if (observation.type === "items-read") objectsListed += observation.count
      else if (observation.type === "items-kept") objectsKept += observation.count
      else if (observation.type === "reading-ended") phase = "mapping"
      else firstFailure ??= observation.failure
    },
    end(): void {
      phase = "ended"
    },
    /** Of the first child that failed. */
    firstFailure: () => firstFailure,
    read(): Progress {
      const now: Counts = readCounters(counters)
      // an item that is tried again is counted again
      const objectsDone = Math.min(now.objects - before.objects + objectsKept, objectsListed)
      return {
        phase,
        objectsListed,
        objectsDone,
        rows: now.rows - before.rows,
        bytes: now.bytes - before.bytes,
      }
    },
  }
}
