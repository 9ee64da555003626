import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { StageSettingsInput } from "../settings.ts"
import { bundleProgram } from "./bundle-program.ts"
import { EvaluationFailed } from "./errors.ts"
import { PLATFORM } from "./paths.ts"
import { PROGRAM_FLAGS } from "./program-flags.ts"
import type { EvaluatedStage } from "./resource.ts"
import { startSstServer } from "./sst-server.ts"
import { PLACE } from "./stand-in.ts"

/** Milliseconds. An evaluation takes 2 to 4 s. */
const TIMEOUT = 60_000

export type StageToEvaluate = {
  readonly stage: string
  /** As `sst dev` runs it. */
  readonly dev?: boolean
  /** Instead of what infra/stages.ts says of the stage. */
  readonly settings?: StageSettingsInput
  /** Values of secrets by name. */
  readonly secrets?: Readonly<Record<string, string>>
  /** TypeScript to run after sst.config.ts, with SST's globals. */
  readonly extra?: string
}

/**
 * Runs sst.config.ts with SST's own components and a stand-in for AWS, and answers each resource that would be made. Needs
 * `.sst/platform` (`installPlatform`). Throws `EvaluationFailed` with SST's message where the program does not pass.
 */
export async function evaluateStage({
  stage,
  dev = false,
  settings,
  secrets = {},
  extra = "",
}: StageToEvaluate): Promise<EvaluatedStage> {
  const work = await mkdtemp(join(tmpdir(), "mapfold-evaluate-"))
  const bundle = join(PLATFORM, `evaluate-${work.slice(-6)}.mjs`)
  const outcome = join(work, "outcome.json")
  const server = await startSstServer(work)
  try {
    const stages = settings === undefined ? null : { [stage]: settings }
    await bundleProgram({ outfile: bundle, extra, stages })
    const task = { bundle, outcome, work, stage, dev }
    const environment = Object.entries(secrets).map(([name, value]) => [`SST_SECRET_${name}`, value])
    const printed = await runProgram(task, { SST_SERVER: server.url, ...Object.fromEntries(environment) })
    const { problem, ...evaluated } = await readOutcome(outcome, printed)
    if (problem !== null) throw new EvaluationFailed(`stage "${stage}" cannot be deployed: ${problem}`)
    return { ...evaluated, built: server.built }
  } finally {
    server.stop()
    await Promise.all([rm(work, { recursive: true, force: true }), rm(bundle, { force: true })])
  }
}

/** Answers what it printed, for an error that says nothing else. */
function runProgram(task: object, environment: Readonly<Record<string, string>>): Promise<string> {
  const program = join(import.meta.dirname, "program-process.ts")
  // Nothing of the caller's own account may be asked.
  const { PATH = "", HOME = "" } = process.env
  const env = { PATH, HOME, SST_AWS_REGION: PLACE.region, ...environment }
  return new Promise((resolve) => {
    const options = { env, timeout: TIMEOUT, maxBuffer: 16_777_216 }
    execFile(
      process.execPath,
      [...PROGRAM_FLAGS, program, JSON.stringify(task)],
      options,
      (error, stdout, stderr) => {
        resolve(`${stdout}${stderr}${error?.killed ? `ended after ${TIMEOUT / 1_000} s` : ""}`)
      },
    )
  })
}

type Outcome = Omit<EvaluatedStage, "built"> & { readonly problem: string | null }

async function readOutcome(path: string, printed: string): Promise<Outcome> {
  try {
    return JSON.parse(await readFile(path, "utf8"))
  } catch (error) {
    throw new EvaluationFailed(`the program ended without an outcome:\n${printed}`, { cause: error })
  }
}
