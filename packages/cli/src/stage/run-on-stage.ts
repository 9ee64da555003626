import type { RunView } from "@mapfold/core/status/run-view"
import * as z from "zod"
import { RunNotFollowed } from "../errors.ts"
import type { ExitCode } from "../exit-code.ts"
import { describeCommand } from "../run/command-line.ts"
import type { Tolerated } from "../run/describe-trouble.ts"
import { watchInterrupt } from "../run/interrupt.ts"
import { showSummary } from "../run/show-summary.ts"
import { type Ending, summarize } from "../run/summarize.ts"
import type { RunSummary } from "../run/summary.ts"
import { followRun } from "./follow-run.ts"
import type { Stage } from "./stage.ts"
import { type Begun, toEnding } from "./to-ending.ts"

/** A run that has been checked and can be begun, or gone on with. */
export type StagePlan = Begun & {
  readonly tolerated: Tolerated
  readonly json: boolean
  /** Begins it on AWS. */
  readonly begin: () => Promise<void>
  /** What is said beside its end. */
  readonly describe?: () => Promise<readonly string[]>
}

/** Step Functions aborts a run within seconds. */
const STOP_MS = 60_000

/** Begins a run on a stage, waits for its end and shows it, as a run of this machine is shown. */
export async function runOnStage(stage: Stage, plan: StagePlan): Promise<ExitCode> {
  const { run, json, tolerated } = plan
  const stopIt = describeCommand(["stop", run, ...stage.words])
  const interrupt = watchInterrupt(`${run} is left to itself on AWS; to stop it:  ${stopIt}`, STOP_MS)
  const began = performance.now()
  try {
    await plan.begin()
    say(`${run} runs on ${describeStage(stage)}; Ctrl-C stops it`)
    const view = await followRun(stage.runs, {
      ...{ run, redrives: plan.redrives, signal: interrupt.signal },
      show: describeCommand(["show", run, ...stage.words]),
      onStop: () => say(`stopping ${run} on AWS; Ctrl-C again leaves it to itself`),
    })
    const how = { elapsed: performance.now() - began, interrupted: interrupt.signal.aborted }
    const summary = await sumUp(toEnding(stage, plan, view, how))
    for (const line of [...((await plan.describe?.()) ?? []), ...warnOfVersion(stage, view)]) say(line)
    return await showSummary(summary, { json, tolerated, store: stage.store })
  } finally {
    interrupt.release()
  }
}

export function describeStage({ target }: Pick<Stage, "target">): string {
  return `stage ${target.stage ?? target.stateMachineArn} in ${target.region}`
}

function say(line: string): void {
  process.stderr.write(`mapfold: ${line}\n`)
}

/** Throws RunNotFollowed where the stage's Reduce is of a version that answers otherwise. */
async function sumUp(ending: Ending): Promise<RunSummary> {
  try {
    return await summarize(ending)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const { run } = ending.base
    throw new RunNotFollowed(
      `${run} has ended well, and answered what this mapfold does not know: deploy the stage again with this version`,
      { cause: error },
    )
  }
}

/** The stage runs what was deployed to it, which may not be what lies here. */
function warnOfVersion({ jobs }: Stage, { report }: RunView): string[] {
  const own = jobs.find(({ name }) => name === report?.job)
  if (report === null || own === undefined || own.version === report.jobVersion) return []
  return [
    `the stage has version ${report.jobVersion} of job "${report.job}", and this mapfold version ${own.version}: ` +
      "the result is of the stage's; deploy it again for the other",
  ]
}
