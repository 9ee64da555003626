import { createHash } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import type { RunView } from "@mapfold/core/status/run-view"

/** Milliseconds; the longest is a run of 10,000 batches. */
const RUN = 150_000

/** Starts a run as the site itself would, for tests that begin when there is one; answers its name. */
export async function startRun(site: string, request: unknown): Promise<string> {
  const body = JSON.stringify({ request })
  const hash = createHash("sha256").update(body).digest("hex")
  const answer = await fetch(`${site}/api/runs`, {
    ...{ method: "POST", body, signal: AbortSignal.timeout(RUN) },
    headers: { origin: site, "x-amz-content-sha256": hash, "content-type": "application/json" },
  })
  const { run, error } = (await answer.json()) as { readonly run?: string; readonly error?: unknown }
  if (run === undefined) throw new Error(`${body} starts no run: ${JSON.stringify(error)}`)
  return run
}

/** Waits until a run has ended. */
export async function endOf(site: string, run: string): Promise<RunView> {
  for (const started = Date.now(); Date.now() - started < RUN; await sleep(100)) {
    const view = await readRun(site, run)
    if (view.status !== "RUNNING") return view
  }
  throw new Error(`${run} still runs after ${RUN} ms`)
}

async function readRun(site: string, run: string): Promise<RunView> {
  const answer = await fetch(`${site}/api/runs/${run}`, { signal: AbortSignal.timeout(RUN) })
  return (await answer.json()) as RunView
}
