import type { Command } from "commander"
import { DEBUG, makeCommand } from "../command.ts"
import type { Outcome } from "../program.ts"

/** The commands that look at runs which are kept in a home, or go on with them. */
export function makeKeptRunCommands(outcome: Outcome): Command[] {
  return [resumeCommand(outcome)]
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

function resumeCommand(outcome: Outcome): Command {
  return makeHomeCommand("resume", "go on with every run that was cut off: its process was killed", [
    "resume",
    "resume --dir /tmp/weather --json",
  ]).action(async (options) => {
    const { resume } = await import("./resume.ts")
    outcome.code = await resume(options)
  })
}
