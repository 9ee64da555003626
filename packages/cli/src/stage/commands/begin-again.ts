import type { Again } from "@mapfold/core/prepare/prepare"
import { makeRunId } from "@mapfold/core/run/run-id"
import { findPriorRun } from "@mapfold/functions/prepare/find-prior-run"
import type { ExitCode } from "../../exit-code.ts"
import { describeBeginning } from "../../run/describe-beginning.ts"
import { readTolerated } from "../../run/plan-kept.ts"
import { runOnStage } from "../run-on-stage.ts"
import { type Stage, withStage } from "../stage.ts"
import type { StageOptions } from "../stage-flags.ts"

export type AgainOptions = StageOptions & { readonly json?: boolean }

/** `mapfold redrive --stage`. */
export function redrive(run: string, options: AgainOptions): Promise<ExitCode> {
  return withStage(options, async (stage) => {
    const { request, redrives } = await stage.runs.read(run)
    return runOnStage(stage, {
      ...{ run, redrives: redrives + 1, json: options.json === true, tolerated: readTolerated(request) },
      begin: () => stage.runs.redrive(run),
    })
  })
}

/** `mapfold reduce --stage`. */
export function reduce(run: string, options: AgainOptions): Promise<ExitCode> {
  return beginAgain({ kind: "reduces", run }, options)
}

/** `mapfold repair --stage`. */
export function repair(run: string, options: AgainOptions): Promise<ExitCode> {
  return beginAgain({ kind: "repairs", run }, options)
}

function beginAgain(again: Again, options: AgainOptions): Promise<ExitCode> {
  return withStage(options, async (stage) => {
    const { job, request } = await stage.runs.read(again.run)
    const run = makeRunId(job ?? "run", new Date())
    return runOnStage(stage, {
      ...{ run, redrives: 0, json: options.json === true, tolerated: readTolerated(request) },
      begin: () => begin(stage, again, run),
      describe: () => describeBeginning(stage.store, run),
    })
  })
}

/** What can be told before a run is started is: Prepare would say the same, as that run's failure. */
async function begin({ runs, store, places }: Stage, again: Again, as: string): Promise<void> {
  await findPriorRun(store, "output", again).catch((error: Error) => {
    error.message = error.message.replaceAll("s3://output/", places.output)
    throw error
  })
  if (again.kind === "repairs") await runs.repair(again.run, as)
  else await runs.reduce(again.run, as)
}
