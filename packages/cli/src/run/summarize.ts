import { reportKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { ReduceOutput } from "@mapfold/core/workflow/payloads"
import type { Outcome } from "@mapfold/local/engine"
import type { RunSummary } from "./summary.ts"
import { NO_TROUBLE, type Trouble } from "./trouble.ts"

/** What a run came to, on this machine or on a stage. */
export type Ending = {
  /** What every summary has. */
  readonly base: Pick<RunSummary, "run" | "job" | "params" | "input" | "output" | "ms" | "interrupted">
  readonly outcome: Outcome
  /** How far it was when it was stopped. */
  readonly stopped: { readonly phase: string; readonly listed: number; readonly done: number }
  /** A store whose bucket "output" is the run's. */
  readonly openOutput: () => Promise<ObjectStore>
  /** Commands, to be pasted into a shell. */
  readonly commands: {
    readonly goOn: string
    readonly again: string
    /** Of one object, by its key. */
    alone(key: string): string
  }
}

/** What a run's end is to whoever started it. Throws ZodError where Reduce's answer is of another version. */
export async function summarize(ending: Ending): Promise<RunSummary> {
  const { base, outcome } = ending
  if (outcome.status === "ABORTED") return summarizeStop(ending)
  if (outcome.status === "FAILED") {
    const { hasReport, ...trouble } = await lookForTrouble(ending)
    const { error, cause: message } = outcome
    const report = hasReport ? reportKey(base.run) : null
    return { status: "FAILED", ...base, error, message, report, ...trouble, alone: alone(trouble, ending) }
  }
  const done = ReduceOutput.parse(outcome.output)
  if (done.complete) return { status: "SUCCEEDED", ...base, ...done, ...NO_TROUBLE }
  const { hasReport: _, ...trouble } = await lookForTrouble(ending)
  return { status: "SUCCEEDED", ...base, ...done, ...trouble }
}

function summarizeStop({ base, stopped, commands }: Ending): RunSummary {
  const { phase, ...objects } = stopped
  // on AWS a function that was called goes on when its execution is stopped
  const result = phase === "reducing" ? "the result may still be published" : "no result was published"
  const message = `stopped while ${phase}, after ${objects.done} of ${objects.listed} objects; ${result}`
  const { goOn, again } = commands
  return { status: "ABORTED", ...base, message, phase, objects, goOn, again }
}

/** It stands beside the error: that it cannot be read must not hide the error itself. */
async function lookForTrouble({
  base,
  openOutput,
}: Ending): Promise<Trouble & { readonly hasReport: boolean }> {
  const { readTrouble } = await import("./read-trouble.ts")
  return openOutput()
    .then((store) => readTrouble(store, base.run))
    .catch(() => ({ ...NO_TROUBLE, hasReport: false }))
}

/** The command for the first object that failed or has a rejected record, and no other. */
function alone({ failures, rejects }: Trouble, { commands }: Ending): string | null {
  const first = failures.examples[0] ?? rejects.examples[0]
  return first === undefined ? null : commands.alone(first.key)
}
