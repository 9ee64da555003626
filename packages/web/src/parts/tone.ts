import type { BatchStatus } from "@mapfold/core/status/batch-view"
import type { RunStatus } from "@mapfold/core/status/run-line"
import type { StateView } from "@mapfold/core/status/run-view"

export type Status = RunStatus | BatchStatus | StateView["status"]

/** What a state comes to, and so its colour, its pattern and its sign. */
export type Tone = "wait" | "run" | "good" | "bad" | "late" | "stop"

const TONES: Readonly<Record<Status, Tone>> = {
  PENDING: "wait",
  waiting: "wait",
  RUNNING: "run",
  running: "run",
  SUCCEEDED: "good",
  succeeded: "good",
  FAILED: "bad",
  failed: "bad",
  caught: "bad",
  TIMED_OUT: "late",
  ABORTED: "stop",
  aborted: "stop",
}

export function toneOf(status: Status): Tone {
  return TONES[status]
}
