import type { Job } from "@mapfold/core/job/job"
import { jobs } from "@mapfold/core/jobs/jobs"
import type { Command } from "commander"
import { DEBUG } from "../command.ts"
import { UsageError } from "../errors.ts"
import type { ExitCode } from "../exit-code.ts"
import { type ParamFlag, paramFlags, readParams } from "../flags/param-flags.ts"
import { collect, parseCount, parseTolerance } from "../flags/values.ts"
import type { Outcome } from "../program.ts"
import { planRun, type RunOptions } from "../run/plan-run.ts"

const NO_VALUE = new Set(["--json", "--debug", "--help", "-h"])

/** Gives `mapfold run` its flags: the engine's, and the params of the job that the arguments name. */
export function defineRun(command: Command, args: readonly string[], outcome: Outcome): Command {
  const job = findJob(args)
  const flags = job === null ? [] : paramFlags(job.params)
  command.usage(job === null ? "<job> [flags]" : `${job.name} [flags]`)
  command.argument("<job>", `which job: ${jobNames()}`)
  for (const { option } of flags) command.addOption(option)
  addRunFlags(command)
  command.addHelpText("after", helpText(job))
  return command.action(async (name: string, options: RunOptions & { json?: boolean }) => {
    outcome.code = await run(name, flags, options)
  })
}

async function run(
  job: string,
  flags: readonly ParamFlag[],
  options: RunOptions & { json?: boolean },
): Promise<ExitCode> {
  const plan = planRun(job, readParams(flags, options), options)
  const { runJob } = await import("../run/run-job.ts")
  const { showSummary } = await import("../run/show-summary.ts")
  return showSummary(await runJob(plan), options.json === true)
}

function addRunFlags(command: Command): void {
  command
    .option(
      "--input <folder>",
      "the input bucket: an object's key is its path below it (default: <dir>/input)",
    )
    .option("--output <folder>", "the output bucket (default: <dir>/output)")
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
      "children at a time, at most (default: as many as there are cores)",
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
    .option("--json", "print one JSON summary on stdout and nothing else there")
    .option(...DEBUG)
}

/** The job named in the arguments, null where none is; throws where there is no such job. */
function findJob(args: readonly string[]): Job | null {
  const name = firstOperand(args)
  const job = jobs.find((job) => job.name === name)
  if (job !== undefined) return job
  if (args.some((arg) => arg === "--help" || arg === "-h") || args[0] === "run") return null
  throw new UsageError(`${name === null ? "name a job" : `there is no job "${name}"`}. Jobs: ${jobNames()}`)
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

function jobNames(): string {
  return jobs.map(({ name }) => name).join(", ")
}

function helpText(job: Job | null): string {
  const example = job?.name ?? "gsod-hottest"
  const params =
    job === null ? `\nThe job's params are flags too: "mapfold run ${example} --help" shows them.\n` : ""
  return `${params}
Examples:
  mapfold run ${example} --year 2023 --input weather --output out
  mapfold run ${example} --year 2023 --only 2023/72306013713.csv --json`
}
