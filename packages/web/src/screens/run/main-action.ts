import type { RunView } from "@mapfold/core/status/run-view"
import type { Question } from "./search.ts"

type Told = Pick<RunView, "actions" | "failure">

/** Failures that a redrive meets again, since the run's input and what it listed stay as they are. */
const OF_THE_INPUT = ["InvalidRunInput", "NoObjects", "MixedVersions"]

/** The action that most likely helps; null while the run goes on, which needs none, and where all is well. */
export function mainActionOf({ actions, failure }: Told): Question | "again" | null {
  if (failure !== null && OF_THE_INPUT.includes(failure.name)) return "again"
  if (isRefused({ failure }) && actions.repair === null) return "repair"
  if (actions.redrive === null) return "redrive"
  return actions.repair === null ? "repair" : null
}

/** Whether Reduce has refused what the batches came to: it would again, until their objects are read anew. */
export function isRefused({ failure }: Pick<Told, "failure">): boolean {
  return failure?.name === "ToleranceExceeded"
}
