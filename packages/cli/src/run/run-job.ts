import { existsSync } from "node:fs"
import { join } from "node:path"
import { reportKey } from "@mapfold/core/run/layout"
import { ReduceOutput } from "@mapfold/core/workflow/payloads"
import type { Folders } from "../folders.ts"
import { execute } from "./execute.ts"
import type { RunSummary } from "./summary.ts"

/** A run that has been checked and can start. */
export type Plan = {
  readonly run: string
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  /** The execution's input. */
  readonly request: unknown
  readonly folders: Folders
}

/** Runs a plan on this machine and says what came of it. */
export async function runJob(plan: Plan): Promise<RunSummary> {
  const { run, job, params, folders } = plan
  const started = performance.now()
  const ended = await execute(folders, run, plan.request)
  const ms = Math.round(performance.now() - started)
  const base = { run, job, params: { ...params }, input: folders.input, output: folders.output, ms }
  if (ended.status === "ABORTED") {
    return { status: "ABORTED", ...base, message: "stopped; no result was published" }
  }
  if (ended.status === "FAILED") {
    const report = existsSync(join(folders.output, reportKey(run))) ? reportKey(run) : null
    return { status: "FAILED", ...base, error: ended.error, message: ended.cause, report }
  }
  return { status: "SUCCEEDED", ...base, ...ReduceOutput.parse(ended.output) }
}
