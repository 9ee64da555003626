import type { RunView } from "@mapfold/core/status/run-view"

/** What the sentence on top of a run begins with: where it stands. */
export type Opening =
  | "preparing"
  | "mapping"
  | "reducing"
  | "succeeded"
  | "failed"
  | "failedEarly"
  | "stopped"
  | "timedOut"

/** What it goes on with, each only where it is known and says something. */
export type Clause = "failedFiles" | "rows" | "rowsPerSecond" | "bytesPerSecond" | "left" | "cost"

type Told = Pick<RunView, "status" | "progress" | "cost">

export function openingOf({ status, progress }: Told): Opening {
  switch (status) {
    case "RUNNING":
      if (progress.phase === "reducing" || progress.phase === "ended") return "reducing"
      return progress.objects.listed === 0 ? "preparing" : "mapping"
    case "SUCCEEDED":
      return "succeeded"
    case "FAILED":
      return progress.objects.listed === 0 ? "failedEarly" : "failed"
    case "ABORTED":
      return "stopped"
    case "TIMED_OUT":
      return "timedOut"
  }
}

export function clausesOf({ status, progress, cost }: Told): readonly Clause[] {
  const isRunning = status === "RUNNING"
  const { objects, rows, rowsPerSecond, bytesPerSecond, secondsLeft } = progress
  const told: Readonly<Record<Clause, boolean>> = {
    failedFiles: objects.failed > 0,
    rows: status === "SUCCEEDED" && rows !== null,
    rowsPerSecond: rowsPerSecond !== null && rowsPerSecond > 0,
    bytesPerSecond: bytesPerSecond !== null && bytesPerSecond > 0,
    left: isRunning && progress.phase === "mapping" && secondsLeft !== null,
    cost: cost !== null && cost > 0,
  }
  return (Object.keys(told) as Clause[]).filter((clause) => told[clause])
}
