import { Command, type CommanderError } from "commander"
import { UsageError } from "./errors.ts"

/** The flag that every command has, as commander's `option` takes it. */
export const DEBUG = ["--debug", "show stack traces"] as const

/** The flag of the commands that look at jobs. */
export const JOBS = [
  "--jobs <file>",
  "take the jobs from this module, TypeScript or JavaScript, instead of Mapfold's own",
] as const

/** A command whose errors are UsageErrors that say what there is. */
export function makeCommand(name: string): Command {
  const command = new Command(name)
  command.helpOption("-h, --help", "show this help")
  command.configureOutput({ outputError: () => {} })
  return command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : new UsageError(explain(command, error))
  })
}

/** Commander's messages in sentences that say the value and what to do. */
function explain(command: Command, { code, message }: CommanderError): string {
  const [, subject = "", hint] = /'(.*?)'(?:\n\(Did you mean (.*)\?\))?/s.exec(message) ?? []
  const flag = subject.split(" ")[0]
  const meant = hint === undefined ? "" : `; did you mean ${hint}?`
  switch (code) {
    case "commander.help":
      return `name a command: ${childrenOf(command)}`
    case "commander.unknownCommand":
      return `there is no command "${subject}"${meant || "."} Commands: ${childrenOf(command)}`
    case "commander.unknownOption":
      return `there is no flag ${flag}${meant}${listFlags(command)}`
    case "commander.optionMissingArgument":
      return `${flag} needs a value: ${subject}`
    case "commander.invalidArgument": {
      const [, value = "", advice = message] = /argument '(.*)' is invalid\. (.*)$/s.exec(message) ?? []
      return `${flag} is ${JSON.stringify(value)}: ${advice}`
    }
    default:
      return `${message.replace(/^error: /, "")}${listFlags(command)}`
  }
}

function childrenOf(command: Command): string {
  return command.commands.map((child) => child.name()).join(", ")
}

function listFlags(command: Command): string {
  const flags = command.options.map((option) => option.long)
  return `\nFlags of ${fullName(command)}: ${flags.join(" ")}\n"${fullName(command)} --help" explains each`
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`
}
