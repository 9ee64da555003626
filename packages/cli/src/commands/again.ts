import { resolve } from "node:path"
import type { Again } from "@mapfold/core/prepare/prepare"
import { makeRunId } from "@mapfold/core/run/run-id"
import { findPriorRun } from "@mapfold/functions/prepare/find-prior-run"
import { findExecution, type KeptExecution } from "@mapfold/local/state/executions"
import { withState } from "@mapfold/local/state/kept-runs"
import { describePlace } from "@mapfold/local/store/bucket-place"
import { openStore } from "@mapfold/local/store/open-store"
import { UsageError } from "../errors.ts"
import type { ExitCode } from "../exit-code.ts"
import { near, nearObject } from "../near.ts"
import { describeBeginning } from "../run/describe-beginning.ts"
import { planKept } from "../run/plan-kept.ts"
import { type Begin, type Plan, runJob } from "../run/run-job.ts"
import { showSummary } from "../run/show-summary.ts"
import type { HomeOptions } from "./resume.ts"

/** The machine of the workflow. */
export const WORKFLOW = "mapfold"

/** The run of that name. Throws UsageError where the home has none. */
export function findRun(home: string, run: string): KeptExecution {
  const kept = withState(home, null, (state) => findExecution(state, WORKFLOW, run))
  if (kept !== null) return kept
  throw new UsageError(
    `there is no run "${run}" in ${near(home)}; "mapfold runs" lists them (--dir names another home)`,
  )
}

/** Goes on with a run that failed or was stopped. */
export async function redrive(run: string, options: HomeOptions): Promise<ExitCode> {
  const plan = await planAgain(run, options)
  const summary = await runJob(plan, (engine) => engine.redrive(run))
  return showSummary(summary, { json: options.json === true, tolerated: plan.tolerated })
}

/** Makes the result of a run anew, of what its batches came to, as a new run. */
export function reduce(run: string, options: HomeOptions): Promise<ExitCode> {
  return beginAgain({ kind: "reduces", run }, options, (engine, { run: as }) => engine.reduce(run, as))
}

/** Processes what a run failed at again, as a new run. */
export function repair(run: string, options: HomeOptions): Promise<ExitCode> {
  return beginAgain({ kind: "repairs", run }, options, (engine, { run: as }) => engine.repair(run, as))
}

async function planAgain(run: string, { dir }: HomeOptions): Promise<Plan> {
  const home = resolve(dir)
  return planKept(home, findRun(home, run))
}

/** Throws InvalidRunInput, before a run is started, where it can be told already that the other cannot be begun with. */
async function beginAgain(again: Again, options: HomeOptions, begin: Begin): Promise<ExitCode> {
  const kept = await planAgain(again.run, options)
  const plan = { ...kept, run: makeRunId(kept.job, new Date()) }
  const { output } = plan.folders
  const store = await openStore({ buckets: { output } })
  await findPriorRun(store, "output", again).catch((error: Error) => {
    error.message = error.message.replaceAll(
      "s3://output/",
      nearObject(`${describePlace(output).replace(/\/$/, "")}/`),
    )
    throw error
  })
  const summary = await runJob(plan, begin)
  for (const line of await describeBeginning(store, plan.run)) process.stderr.write(`mapfold: ${line}\n`)
  return showSummary(summary, { json: options.json === true, tolerated: plan.tolerated })
}
