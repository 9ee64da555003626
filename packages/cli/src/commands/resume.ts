import { resolve } from "node:path"
import type { KeptExecution } from "@mapfold/local/state/executions"
import { findInterrupted, withState } from "@mapfold/local/state/kept-runs"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { near } from "../near.ts"
import { planKept } from "../run/plan-kept.ts"
import { runJob } from "../run/run-job.ts"
import { showSummary } from "../run/show-summary.ts"

export type HomeOptions = { readonly dir: string; readonly json?: boolean }

/** Goes on with the runs that no process runs any more, one after the other. The exit code is the worst of theirs. */
export async function resume({ dir, json = false }: HomeOptions): Promise<ExitCode> {
  const home = resolve(dir)
  const interrupted = withState<KeptExecution[]>(home, [], (state) => findInterrupted(state))
  if (interrupted.length === 0 && !json) process.stdout.write(`Nothing was cut off in ${near(home)}.\n`)
  let worst: ExitCode = EXIT.done
  for (const kept of interrupted) {
    if (!json) process.stderr.write(`mapfold: going on with ${kept.name}\n`)
    const plan = await planKept(home, kept)
    const summary = await runJob(plan, (engine) => engine.resume(kept.name))
    const code = await showSummary(summary, { json, tolerated: plan.tolerated })
    if (code === EXIT.interrupted) return code
    if (code !== EXIT.done) worst = code
  }
  return worst
}
