import type { Command } from "commander"
import manifest from "../package.json" with { type: "json" }
import { DEBUG, JOBS, makeCommand } from "./command.ts"
import { makeKeptRunCommands } from "./commands/kept-run-commands.ts"
import { makePullCommand } from "./commands/pull-command.ts"
import { makeVerifyCommand } from "./commands/verify-command.ts"
import type { Outcome } from "./exit-code.ts"

const DIR = "the engine's home: its state, and the buckets input/ and output/ where no flag names them"

/** The command line as commander parses it. Actions are imported when they are called, so that `--help` is quick. */
export async function makeProgram(args: readonly string[], outcome: Outcome): Promise<Command> {
  const program = makeCommand("mapfold").version(manifest.version)
  program.description("Typed map-reduce over files in S3, on this machine or on AWS Step Functions.")
  program.addCommand(startCommand(outcome))
  program.addCommand(await runCommand(args, outcome))
  program.addCommand(jobsCommand())
  program.addCommand(await sampleCommand(args))
  program.addCommand(makePullCommand(outcome))
  program.addCommand(makeVerifyCommand(outcome))
  for (const command of makeKeptRunCommands(outcome)) program.addCommand(command)
  program.addHelpText("after", ROOT_HELP)
  return program
}

const ROOT_HELP = `
Examples:
  mapfold start                                 a made year of weather, from nothing to the result
  mapfold run gsod-hottest --year 2023 --input DIR --output DIR
  mapfold run gsod-hottest --year 2023 --stage prod    the same on AWS
  mapfold run gsod-hottest --help               the flags of that job

Exit codes: 0 done, 1 the run failed, 2 the command line is wrong, 130 stopped with Ctrl-C.`

function startCommand(outcome: Outcome): Command {
  return makeCommand("start")
    .description("make a year of weather where there is none yet, and find the hottest station of each month")
    .option("--dir <folder>", DIR, ".mapfold")
    .option(...DEBUG)
    .addHelpText("after", "\nExamples:\n  mapfold start\n  mapfold start --dir /tmp/weather")
    .action(async (options) => {
      const { start } = await import("./commands/start.ts")
      outcome.code = await start(options)
    })
}

async function runCommand(args: readonly string[], outcome: Outcome): Promise<Command> {
  const command = makeCommand("run").description(
    "run a job over the files of a folder, of a bucket or of a stage on AWS",
  )
  if (args[0] !== "run") return command
  const { defineRun } = await import("./commands/run.ts")
  return defineRun(command, args.slice(1), outcome)
}

function jobsCommand(): Command {
  return makeCommand("jobs")
    .description("list the jobs and their params")
    .option(...JOBS)
    .option("--json", "as JSON")
    .option(...DEBUG)
    .addHelpText(
      "after",
      "\nExamples:\n  mapfold jobs\n  mapfold jobs --json\n  mapfold jobs --jobs my-jobs.ts",
    )
    .action(async (options) => {
      const { listJobs } = await import("./commands/jobs.ts")
      await listJobs(options)
    })
}

async function sampleCommand(args: readonly string[]): Promise<Command> {
  const command = makeCommand("sample").description("write made data for a job")
  if (args[0] !== "sample") return command
  const { defineSampleCommand } = await import("./commands/sample.ts")
  return defineSampleCommand(command, args.slice(1))
}
