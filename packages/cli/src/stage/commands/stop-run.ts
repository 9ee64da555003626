import { setTimeout as sleep } from "node:timers/promises"
import type { Runs } from "@mapfold/functions/runs/runs"
import type { ExitCode } from "../../exit-code.ts"
import { tellStop } from "../../show/tell-stop.ts"
import { withStage } from "../stage.ts"
import type { StageOptions } from "../stage-flags.ts"

/** Step Functions aborts a run within seconds. */
const WAIT_MS = 30_000
const LOOK_MS = 1_000

/** `mapfold stop --stage`: waits for the run's end. */
export function stopRun(run: string, options: StageOptions & { readonly json?: boolean }): Promise<ExitCode> {
  return withStage(options, async ({ runs }) => {
    const asked = await ask(runs, run)
    const status = asked ? await waitForEnd(runs, run) : (await runs.read(run)).status
    return tellStop({ run, status, asked, waited: WAIT_MS }, { json: options.json === true })
  })
}

/** Whether there was anything to stop. */
async function ask(runs: Runs, run: string): Promise<boolean> {
  try {
    await runs.stop(run)
    return true
  } catch (error) {
    if ((error as Error).name === "NotAllowed") return false
    throw error
  }
}

async function waitForEnd(runs: Runs, run: string): Promise<string> {
  const until = Date.now() + WAIT_MS
  for (;;) {
    const { status } = await runs.read(run)
    if (status !== "RUNNING" || Date.now() > until) return status
    await sleep(LOOK_MS)
  }
}
