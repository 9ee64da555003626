import type { Job } from "@mapfold/core/job/job"
import { makeRunId } from "@mapfold/core/run/run-id"
import { Settings } from "@mapfold/core/run/settings"
import type { ExitCode } from "../../exit-code.ts"
import type { CommandLine } from "../../run/command-line.ts"
import { makeRequest, type RequestOptions, toleratedBy } from "../../run/plan-run.ts"
import { runOnStage } from "../run-on-stage.ts"
import { type Stage, withStage } from "../stage.ts"
import type { StageOptions } from "../stage-flags.ts"

export type StartOptions = StageOptions & RequestOptions & { readonly json?: boolean }

/** `mapfold run <job> --stage`. */
export function startRun(
  { name }: Job,
  params: Readonly<Record<string, unknown>>,
  { options, commandLine }: { readonly options: StartOptions; readonly commandLine: CommandLine },
): Promise<ExitCode> {
  return withStage(options, async (stage) => {
    const run = makeRunId(name, new Date())
    const request = makeRequest(name, params, withKeysOf(stage, options))
    return runOnStage(stage, {
      ...{ run, redrives: 0, commandLine, json: options.json === true, tolerated: toleratedBy(options) },
      begin: async () => {
        await Promise.all([stage.runs.start(request, run), warnOfQuota(stage, options)])
      },
    })
  })
}

/** A key is the whole path in the bucket there; below the stage's prefix it is as on this machine. */
function withKeysOf({ target }: Stage, options: StartOptions): StartOptions {
  const { prefix } = target.input
  if (options.only === undefined) return options
  return { ...options, only: options.only.map((key) => (key.startsWith(prefix) ? key : `${prefix}${key}`)) }
}

/** Beside the run, which goes on in any case: what may not be asked is not warned of. */
async function warnOfQuota(stage: Stage, { concurrency }: StartOptions): Promise<void> {
  const warning = await stage
    .warnOfQuota(concurrency ?? Settings.parse({}).concurrency)
    .catch((error: Error) => `the quota of Lambda functions could not be read: ${error.message}`)
  if (warning !== null) process.stderr.write(`mapfold: ${warning}\n`)
}
