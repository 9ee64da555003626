import type { Command } from "commander"
import { DEBUG, makeCommand } from "../command.ts"
import type { Outcome } from "../program.ts"

/** The commands that look at runs which are kept in a home, or go on with them. */
export function makeKeptRunCommands(outcome: Outcome): Command[] {
  return [resumeCommand(outcome), ...againCommands(outcome)]
}

/** A command that works on a home; it is imported when it is called. */
function makeHomeCommand(name: string, description: string, examples: readonly string[]): Command {
  return makeCommand(name)
    .description(description)
    .option("--dir <folder>", "the engine's home: the state of the runs is there", ".mapfold")
    .option("--json", "as JSON")
    .option(...DEBUG)
    .addHelpText("after", ["\nExamples:", ...examples.map((example) => `  mapfold ${example}`)].join("\n"))
}

/** Commands that run a part of a run again. */
function againCommands(outcome: Outcome): Command[] {
  const load = () => import("./again.ts")
  const redrive = makeRunCommand("redrive", "go on with a run that failed or was stopped, from where it did")
  const repair = makeRunCommand(
    "repair",
    "process a run's failed objects, and those with rejects, again: a new run, with all else as it was",
  )
  const reduce = makeRunCommand("reduce", "make a run's report and result anew, of what its batches came to")
  return [
    redrive.action(async (run, options) => {
      outcome.code = await (await load()).redrive(run, options)
    }),
    repair.action(async (run, options) => {
      outcome.code = await (await load()).repair(run, options)
    }),
    reduce.action(async (run, options) => {
      outcome.code = await (await load()).reduce(run, options)
    }),
  ]
}

/** A command that works on one run. */
function makeRunCommand(name: string, description: string): Command {
  const example = `${name} gsod-hottest-20250103T101500-x7k2`
  return makeHomeCommand(name, description, [example, `${example} --json`]).argument(
    "<run>",
    "the run's name",
  )
}

function resumeCommand(outcome: Outcome): Command {
  return makeHomeCommand("resume", "go on with every run that was cut off: its process was killed", [
    "resume",
    "resume --dir /tmp/weather --json",
  ]).action(async (options) => {
    const { resume } = await import("./resume.ts")
    outcome.code = await resume(options)
  })
}
