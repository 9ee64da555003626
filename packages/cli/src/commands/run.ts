import { resolve } from "node:path"
import type { Job } from "@mapfold/core/job/job"
import { PROCESS_SECONDS } from "@mapfold/core/workflow/time-limits"
import { loadJobs } from "@mapfold/local/job-file/load-jobs"
import type { Command } from "commander"
import { DEBUG, JOBS } from "../command.ts"
import { UsageError } from "../errors.ts"
import type { ExitCode, Outcome } from "../exit-code.ts"
import { type ParamFlag, paramFlags, readParams } from "../flags/param-flags.ts"
import { collect, parseCount, parseSeconds, parseTolerance } from "../flags/values.ts"
import type { CommandLine } from "../run/command-line.ts"
import { planRun, type RunOptions } from "../run/plan-run.ts"
import { addStageFlags, isOnStage, refuseFlags, type StageOptions } from "../stage/stage-flags.ts"

const NO_VALUE = new Set(["--json", "--debug", "--help", "-h"])

/** Flags of this machine alone, by their attributes, and what a stage has instead. */
const NOT_ON_STAGE = {
  input: "it reads its own input bucket; leave it out",
  output: "it writes to its own output bucket; leave it out",
  dir: "it keeps no state on this machine; leave it out",
  processTimeout: "its functions have the timeout that they were deployed with; leave it out",
  jobs: "a job file is not on AWS, where the jobs are that the stage was deployed with; leave it out",
}

type Flags = RunOptions & StageOptions & { readonly json?: boolean }

/** Gives `mapfold run` its flags: the engine's, and the params of the job that the arguments name. */
export async function defineRun(
  command: Command,
  args: readonly string[],
  outcome: Outcome,
): Promise<Command> {
  const jobFile = findFlag(args, "--jobs")
  if (jobFile !== null && args.some((arg) => /^--(stage|state-machine-arn)(=|$)/.test(arg)))
    throw new UsageError(`--jobs does not go with a stage: ${NOT_ON_STAGE.jobs}`)
  const jobs = await loadJobs(jobFile === null ? null : resolve(jobFile))
  const job = findJob(jobs, args)
  command.usage(job === null ? "<job> [flags]" : `${job.name} [flags]`)
  command.argument("<job>", `which job: ${namesOf(jobs)}`)
  const params = job === null ? [] : paramFlags(job.params)
  for (const { option } of params) command.addOption(option)
  try {
    addRunFlags(command)
  } catch (error) {
    const [first] = (error as Error).message.split("\n")
    throw new UsageError(
      `a param of job "${job?.name}" would be a flag of Mapfold's own, rename it: ${first}`,
    )
  }
  command.addHelpText("after", helpText(job?.name ?? jobs[0]!.name, job === null ? null : params))
  return command.action(async (_: string, options: Flags) => {
    if (job === null) return
    const asked = { options, commandLine: ["run", ...args] }
    if (isOnStage(options)) refuseFlags(command, NOT_ON_STAGE)
    outcome.code = await (isOnStage(options) ? runOnStage : run)(job, params, asked)
  })
}

type Asked = { readonly options: Flags; readonly commandLine: CommandLine }

async function runOnStage(
  job: Job,
  params: readonly ParamFlag[],
  { options, commandLine }: Asked,
): Promise<ExitCode> {
  const values = readParams(params, options)
  const { startRun } = await import("../stage/commands/start-run.ts")
  return startRun(job, values, { options, commandLine })
}

async function run(
  job: Job,
  params: readonly ParamFlag[],
  { options, commandLine }: Asked,
): Promise<ExitCode> {
  const plan = await planRun({ job, params: readParams(params, options), options, commandLine })
  const { runJob } = await import("../run/run-job.ts")
  const { showSummary } = await import("../run/show-summary.ts")
  return showSummary(await runJob(plan), { json: options.json === true, tolerated: plan.tolerated })
}

function addRunFlags(command: Command): void {
  command
    .option(
      "--input <place>",
      "the input bucket: a folder, an object's key is its path below it, or s3://bucket/prefix (default: <dir>/input)",
    )
    .option("--output <place>", "the output bucket: a folder, or s3://bucket/prefix (default: <dir>/output)")
    .option(
      "--dir <folder>",
      "the engine's home: its state, and the buckets where no flag names them",
      ".mapfold",
    )
    .option("--only <key>", "process this object only; may be given more than once", collect)
    .option("--batch-objects <number>", "objects a batch, at most (default: 500)", parseCount)
    .option("--batch-input-bytes <bytes>", "bytes of a child's input, at most (default: 200000)", parseCount)
    .option(
      "--concurrency <number>",
      "children at a time, at most (default: as many as there are cores; on a stage 500)",
      parseCount,
    )
    .option(
      "--tolerate-objects <limit>",
      "objects that may fail: 5, or 2% of all (default: 0)",
      parseTolerance,
    )
    .option(
      "--tolerate-records <limit>",
      "records that may be rejected: 5, or 2% of all (default: 0)",
      parseTolerance,
    )
    .option(
      "--process-timeout <seconds>",
      `seconds that one call for a batch may take, at most ${PROCESS_SECONDS}, as on AWS (default: ${PROCESS_SECONDS})`,
      (text) => parseSeconds(text, PROCESS_SECONDS),
    )
    .option(...JOBS)
  addStageFlags(command, "run on this stage on AWS, as it was deployed, instead of on this machine")
    .option("--json", "print one JSON summary on stdout and nothing else there")
    .option(...DEBUG)
}

/** The job named in the arguments, null where help is asked for and none is. */
function findJob(jobs: readonly Job[], args: readonly string[]): Job | null {
  const name = firstOperand(args)
  const job = jobs.find((job) => job.name === name)
  if (job !== undefined) return job
  if (args.some((arg) => arg === "--help" || arg === "-h") || args[0] === "run") return null
  throw new UsageError(
    `${name === null ? "name a job" : `there is no job "${name}"`}. Jobs: ${namesOf(jobs)}`,
  )
}

/** The first argument that is neither a flag nor a flag's value. */
function firstOperand(args: readonly string[]): string | null {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!
    if (!arg.startsWith("-")) return arg
    if (!NO_VALUE.has(arg) && !arg.includes("=")) index++
  }
  return null
}

/** A flag's last value, which is needed before the flags themselves are known. */
function findFlag(args: readonly string[], flag: string): string | null {
  const index = args.findLastIndex((arg) => arg === flag || arg.startsWith(`${flag}=`))
  if (index === -1) return null
  const value = args[index] === flag ? args[index + 1] : args[index]!.slice(flag.length + 1)
  if (value === undefined || value === "") throw new UsageError(`${flag} needs a value: ${flag} <file>`)
  return value
}

function namesOf(jobs: readonly Job[]): string {
  return jobs.map(({ name }) => name).join(", ")
}

function helpText(job: string, params: readonly ParamFlag[] | null): string {
  const needed = (params ?? []).filter(({ required }) => required).map(({ option }) => ` ${option.flags}`)
  const run = `mapfold run ${job}${needed.join("")}`
  const hint = `\nThe job's params are flags too: "mapfold run ${job} --help" shows them.\n`
  return `${params === null ? hint : ""}
Examples:
  ${run} --input weather --output out
  ${run} --only KEY --json
  ${run} --stage prod
  mapfold run my-job --jobs my-jobs.ts --input in --output out

A module for --jobs may lie anywhere. It exports by default what defineJob made, or a list of that; it imports
"@mapfold/core/job/define-job" and the like, and "zod", wherever it lies.`
}
