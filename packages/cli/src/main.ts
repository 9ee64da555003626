import { CommanderError } from "commander"
import { UsageError } from "./errors.ts"
import { EXIT, type ExitCode, type Outcome } from "./exit-code.ts"
import { makeProgram } from "./program.ts"
import type { Summary } from "./run/summary.ts"

/** Errors of other packages that say what is wrong with the command line, before a run was started. */
const REFUSALS = [
  "InvalidRunInput",
  "InvalidJobFile",
  "ExecutionNotTaken",
  "NotRedrivable",
  "NotRepairable",
  "StateUnusable",
  // of a stage: what came of a run that was begun there is a RunNotFollowed
  "NoSuchStage",
  "InvalidStage",
  "NoRegion",
  "VerifyRefused",
  "InvalidEnvironment",
  "NoSuchRun",
  "NoSuchBatch",
  "NotAllowed",
  "NotYet",
  "SessionExpired",
  "AccessDenied",
  "Throttled",
  "Unreachable",
]

const args = asFlags(process.argv.slice(2))
// Whoever reads may stop early, as "| head" does: that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return
  process.stderr.write(`mapfold: stdout cannot be written: ${error.message}\n`)
  process.on("exit", () => {
    process.exitCode = EXIT.runFailed
  })
})
// Where there is nobody to tell, there is nothing to tell.
process.stderr.on("error", () => {})
// The exit code is set and the process left to end, so that nothing still being written to a pipe is lost.
process.exitCode = await main(args)

/** `help run gsod-hottest` is `run gsod-hottest --help`, whose flags depend on the job. */
function asFlags(args: readonly string[]): readonly string[] {
  return args[0] === "help" ? [...args.slice(1), "--help"] : args
}

async function main(args: readonly string[]): Promise<ExitCode> {
  const outcome: Outcome = { code: EXIT.done }
  try {
    const program = await makeProgram(args, outcome)
    const [name = ""] = args
    const isUnknown = /^[^-]/.test(name) && !program.commands.some((command) => command.name() === name)
    // with "--help" beside it, commander would show help of its own and say nothing of the name
    await program.parseAsync(isUnknown ? [name] : args, { from: "user" })
    return outcome.code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    return report(error)
  }
}

/** Says on stderr what went wrong, on stdout too where that is to be JSON, and answers the exit code. */
function report(error: unknown): ExitCode {
  const cause = error instanceof Error ? error : new Error(String(error))
  const refused = cause instanceof UsageError || REFUSALS.includes(cause.name)
  process.stderr.write(
    `mapfold: ${args.includes("--debug") ? (cause.stack ?? cause.message) : cause.message}\n`,
  )
  if (args.includes("--json")) {
    const status = refused ? "REFUSED" : "CRASHED"
    const summary: Summary = { status, error: cause.name, message: cause.message }
    process.stdout.write(`${JSON.stringify(summary)}\n`)
  }
  return refused ? EXIT.usage : EXIT.runFailed
}
