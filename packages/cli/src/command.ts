import { Command, type CommanderError } from "commander"
import { UsageError } from "./errors.ts"

/** The flag that every command has, as commander's `option` takes it. */
export const DEBUG = ["--debug", "show stack traces"] as const

/** A command whose errors are UsageErrors that say what there is. */
export function makeCommand(name: string): Command {
  const command = new Command(name)
  command.helpOption("-h, --help", "show this help")
  command.configureOutput({ outputError: () => {} })
  return command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : new UsageError(explain(command, error))
  })
}

function explain(command: Command, error: CommanderError): string {
  if (error.code === "commander.help") return "name a command"
  const message = error.message.replace(/^error: /, "").replace(/\n(\(.*\))$/, " $1")
  const children = command.commands.map((child) => child.name())
  if (children.length > 0) return `${message}. Commands: ${children.join(", ")}`
  const flags = command.options.map((option) => option.long)
  return `${message}\nFlags of ${fullName(command)}: ${flags.join(" ")}\n"${fullName(command)} --help" explains each`
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`
}
