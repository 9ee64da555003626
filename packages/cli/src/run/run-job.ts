import { reportKey } from "@mapfold/core/run/layout"
import { ReduceOutput } from "@mapfold/core/workflow/payloads"
import type { Engine, Execution } from "@mapfold/local/engine"
import { type BucketPlace, describePlace } from "@mapfold/local/store/bucket-place"
import type { Folders } from "../folders.ts"
import { near } from "../near.ts"
import { type CommandLine, describeCommand, narrowTo } from "./command-line.ts"
import type { Tolerated } from "./describe-trouble.ts"
import { type Ended, execute } from "./execute.ts"
import { watchInterrupt } from "./interrupt.ts"
import type { RunSummary } from "./summary.ts"
import { NO_TROUBLE, type Trouble } from "./trouble.ts"

/** A run that has been checked and can start. */
export type Plan = {
  readonly run: string
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  /** The execution's input. */
  readonly request: unknown
  readonly folders: Folders
  readonly tolerated: Tolerated
  /** The module that the job comes from (its absolute path). */
  readonly jobFile?: string | undefined
  readonly processSeconds?: number | undefined
  readonly commandLine: CommandLine
}

/** Runs a plan on this machine, from its start unless `begin` says otherwise, and says what came of it. */
export async function runJob(plan: Plan, begin: Begin = startPlan): Promise<RunSummary> {
  const { jobFile, processSeconds } = plan
  const { home, input, output } = plan.folders
  const interrupt = watchInterrupt(home)
  const started = performance.now()
  try {
    const engine = { home, buckets: { input, output }, jobFile, processSeconds }
    const ended = await execute({ engine, begin: (engine) => begin(engine, plan), signal: interrupt.signal })
    const ms = Math.round(performance.now() - started)
    return await summarize(plan, ended, { ms, interrupted: interrupt.signal.aborted })
  } finally {
    interrupt.release()
  }
}

export type Begin = (engine: Engine, plan: Plan) => Execution | Promise<Execution>

function startPlan(engine: Engine, { run, request }: Plan): Execution {
  return engine.start({ run, request })
}

async function summarize(
  { run, job, params, folders, commandLine }: Plan,
  { outcome, progress }: Ended,
  how: { readonly ms: number; readonly interrupted: boolean },
): Promise<RunSummary> {
  const { output } = folders
  const buckets = { input: describePlace(folders.input), output: describePlace(output) }
  const base = { run, job, params: { ...params }, ...buckets, ...how }
  if (outcome.status === "ABORTED") {
    const { phase, objectsListed: listed, objectsDone: done } = progress
    const message = `stopped while ${phase}, after ${done} of ${listed} objects; no result was published`
    const again = describeCommand(commandLine)
    const goOn = describeCommand(["redrive", run, "--dir", near(folders.home)])
    return { status: "ABORTED", ...base, message, phase, objects: { listed, done }, goOn, again }
  }
  if (outcome.status === "FAILED") {
    const { hasReport, ...trouble } = await lookForTrouble(output, run)
    const report = hasReport ? reportKey(run) : null
    const { error, cause: message } = outcome
    return {
      status: "FAILED",
      ...base,
      error,
      message,
      report,
      ...trouble,
      alone: alone(trouble, commandLine),
    }
  }
  const done = ReduceOutput.parse(outcome.output)
  if (done.complete) return { status: "SUCCEEDED", ...base, ...done, ...NO_TROUBLE }
  const { hasReport: _, ...trouble } = await lookForTrouble(output, run)
  return { status: "SUCCEEDED", ...base, ...done, ...trouble }
}

/** It stands beside the error: that it cannot be read must not hide the error itself. */
async function lookForTrouble(
  output: BucketPlace,
  run: string,
): Promise<Trouble & { readonly hasReport: boolean }> {
  const { readTrouble } = await import("./read-trouble.ts")
  return readTrouble(output, run).catch(() => ({ ...NO_TROUBLE, hasReport: false }))
}

/** The command for the first object that failed or has a rejected record, and no other. */
function alone({ failures, rejects }: Trouble, commandLine: CommandLine): string | null {
  const first = failures.examples[0] ?? rejects.examples[0]
  return first === undefined ? null : describeCommand(narrowTo(first.key, commandLine))
}
