import { resolve } from "node:path"
import { findExecution, type KeptExecution } from "@mapfold/local/state/executions"
import { withState } from "@mapfold/local/state/kept-runs"
import { UsageError } from "../errors.ts"
import type { ExitCode } from "../exit-code.ts"
import { near } from "../near.ts"
import { countOf } from "../quantities.ts"
import { planKept } from "../run/plan-kept.ts"
import { makeRunId } from "../run/run-id.ts"
import { type Begin, runJob } from "../run/run-job.ts"
import { showSummary } from "../run/show-summary.ts"
import type { HomeOptions } from "./resume.ts"

/** The machine of the workflow. */
export const WORKFLOW = "mapfold"
/** Keys that a message names. */
const NAMED = 5

/** The run of that name. Throws UsageError where the home has none. */
export function findRun(home: string, run: string): KeptExecution {
  const kept = withState(home, null, (state) => findExecution(state, WORKFLOW, run))
  if (kept !== null) return kept
  throw new UsageError(
    `there is no run "${run}" in ${near(home)}; "mapfold runs" lists them (--dir names another home)`,
  )
}

/** Goes on with a run that failed or was stopped. */
export function redrive(run: string, options: HomeOptions): Promise<ExitCode> {
  return runAgain(run, options, run, (engine) => engine.redrive(run))
}

/** Makes the result of a run anew, of what its batches came to. */
export function reduce(run: string, options: HomeOptions): Promise<ExitCode> {
  return runAgain(run, options, run, (engine) => engine.reduce(run))
}

/** Processes what a run failed at again, as a new run. */
export function repair(run: string, options: HomeOptions): Promise<ExitCode> {
  const { job } = jobOf(findRun(resolve(options.dir), run))
  const as = makeRunId(job, new Date())
  return runAgain(run, options, as, async (engine) => {
    const { execution, again, gone } = await engine.repair(run, as)
    process.stderr.write(`mapfold: ${as} repairs ${run}: ${countOf(again, "object")} to process again\n`)
    if (gone.length > 0) process.stderr.write(`mapfold: ${describeGone(gone)}\n`)
    return execution
  })
}

async function runAgain(run: string, options: HomeOptions, as: string, begin: Begin): Promise<ExitCode> {
  const home = resolve(options.dir)
  const plan = { ...(await planKept(home, findRun(home, run))), run: as }
  const summary = await runJob(plan, begin)
  return showSummary(summary, { json: options.json === true, tolerated: plan.tolerated })
}

/** A run's name begins with that of its job. */
function jobOf({ name }: KeptExecution): { readonly job: string } {
  return { job: name.replace(/-\d{8}T\d{6}-[a-z0-9]+$/, "") }
}

function describeGone(gone: readonly string[]): string {
  const named = gone.slice(0, NAMED).join(", ")
  const more = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : ""
  return `no longer there, and left out: ${named}${more}`
}
