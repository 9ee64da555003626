import { join, resolve } from "node:path"
import { type Command, Option } from "commander"
import { DEBUG } from "../command.ts"
import { UsageError } from "../errors.ts"
import { type ParamFlag, paramFlags, readParams } from "../flags/param-flags.ts"
import { makeWritable } from "../folders.ts"
import { near } from "../near.ts"
import { countOf, megabytes } from "../quantities.ts"
import type { Made, Sample } from "../sample/sample.ts"
import { samples } from "../sample/samples.ts"
import { isTaken, writeMade } from "../sample/write-made.ts"
import { addStageFlags, isOnStage, refuseFlags, type StageOptions } from "../stage/stage-flags.ts"

const NO_VALUE = ["--debug", "--help", "-h"]
const NAMES = samples.map(({ job }) => job).join(", ")

/** Gives `mapfold sample` the flags of the job that the arguments name, or of the first one that there is data for. */
export function defineSampleCommand(command: Command, args: readonly string[]): Command {
  const named = args.find((arg, index) => !arg.startsWith("-") && !takesValue(args[index - 1]))
  const sample = samples.find(({ job }) => job === named) ?? samples[0]!
  const flags = paramFlags(sample.flags)
  command.argument("[job]", `which job's: ${NAMES}`, sample.job)
  for (const { option } of flags) command.addOption(option)
  command
    .option("--dir <folder>", "the engine's home: the data goes to its bucket input/", ".mapfold")
    .addOption(new Option("--to <folder>", "write to this folder instead").conflicts("dir"))
  addStageFlags(command, "put it into the input bucket of this stage on AWS instead")
    .option(...DEBUG)
    .addHelpText("after", helpText(sample))
  return command.action(async (job: string, options: SampleOptions) => {
    if (!isOnStage(options)) return writeSample(job, flags, options)
    const why = "the data goes to the stage's own input bucket; leave it out"
    refuseFlags(command, { dir: why, to: why })
    const named = findSample(job)
    const values = readParams(flags, options)
    const { putSample } = await import("../stage/commands/put-sample.ts")
    return putSample(() => make(named, values), options)
  })
}

/** Whether an argument is a flag whose value comes next. */
function takesValue(arg: string | undefined): boolean {
  return arg?.startsWith("-") === true && !arg.includes("=") && !NO_VALUE.includes(arg)
}

type SampleOptions = Readonly<Record<string, unknown>> &
  StageOptions & { readonly dir: string; readonly to?: string }

/** Writes made data for a job and says where. Never beside files that are there already: they may be real. */
function writeSample(name: string, flags: readonly ParamFlag[], options: SampleOptions): void {
  const sample = findSample(name)
  const bucket = resolve(options.to ?? `${options.dir}/input`)
  const made = make(sample, readParams(flags, options))
  if (isTaken(bucket, made.folder)) {
    throw new UsageError(
      `${bucket}/${made.folder} holds files already: choose another folder with --to, or remove it first`,
    )
  }
  makeWritable(bucket, options.to === undefined ? "--dir" : "--to")
  const bytes = megabytes(writeMade(bucket, made))
  process.stdout.write(
    `Made ${countOf(made.count, made.noun)} (${bytes}) in ${near(join(bucket, made.folder))}; ${made.note.key} says more.\n`,
  )
}

function findSample(name: string): Sample {
  const sample = samples.find(({ job }) => job === name)
  if (sample !== undefined) return sample
  throw new UsageError(`there is no made data for "${name}". Jobs with made data: ${NAMES}`)
}

function make(sample: Sample, flags: Readonly<Record<string, unknown>>): Made {
  try {
    return sample.make(flags)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}

function helpText({ examples }: Sample): string {
  const others = `\nThe flags depend on the job: "mapfold sample <job> --help" shows them.\n`
  return `${others}\nExamples:${examples.map((example) => `\n  ${example}`).join("")}`
}
