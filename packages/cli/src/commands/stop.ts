import { resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { withState } from "@mapfold/local/state/kept-runs"
import { stopExecution } from "@mapfold/local/state/stop"
import type { ExitCode } from "../exit-code.ts"
import { tellStop } from "../show/tell-stop.ts"
import { findRun } from "./again.ts"
import type { HomeOptions } from "./resume.ts"

/** A run notices within a second; one that is reducing is let finish. */
const WAIT_MS = 30_000
const LOOK_MS = 100

/** Stops a run, whichever process runs it, and waits for its end. */
export async function stop(run: string, { dir, json = false }: HomeOptions): Promise<ExitCode> {
  const home = resolve(dir)
  const kept = findRun(home, run)
  const asked = withState(home, false, (state) => stopExecution(state, kept, {}, Date.now()))
  const status = asked ? await waitForEnd(home, run) : kept.status
  return tellStop({ run, status, asked, waited: WAIT_MS }, { json })
}

async function waitForEnd(home: string, run: string): Promise<string> {
  const until = Date.now() + WAIT_MS
  for (;;) {
    const { status } = findRun(home, run)
    if (status !== "RUNNING" || Date.now() > until) return status
    await sleep(LOOK_MS)
  }
}
