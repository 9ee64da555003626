import { Command, type CommanderError, type Option } from "commander"
import { UsageError } from "./errors.ts"
import { collect } from "./flags/values.ts"

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
  checkValues(command)
  return command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : new UsageError(explain(command, error))
  })
}

/**
 * Of two values commander would take the last and say nothing; and where a shell's variable is not set, `--output "$OUT"` would
 * be the working directory. A flag's own parser, where it has one, says what it makes of an empty value.
 */
function checkValues(command: Command): void {
  const add = command.addOption.bind(command)
  command.addOption = (option: Option) => {
    const check = (value: unknown) => {
      if (value === "" && option.parseArg === undefined)
        throw new UsageError(`${option.long} is "": it needs a value: ${option.flags}`)
      if (option.parseArg !== collect && command.getOptionValueSource(option.attributeName()) === "cli")
        throw new UsageError(`${option.long} is given twice: leave one of the two out`)
    }
    if (option.required) command.on(`option:${option.name()}`, check)
    return add(option)
  }
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
    case "commander.missingMandatoryOptionValue":
      return `a flag is missing: ${subject}${listFlags(command)}`
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
