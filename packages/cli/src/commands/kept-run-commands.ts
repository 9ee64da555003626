import type { Command } from "commander"
import { DEBUG, JOBS, makeCommand } from "../command.ts"
import type { Outcome } from "../exit-code.ts"
import { parseAge, parseCount, parseHome, parsePort } from "../flags/values.ts"
import { addStageFlags, isOnStage, refuseFlags } from "../stage/stage-flags.ts"

/** Runs that are listed, unless more are asked for. */
const SHOWN = 30

/** The commands that look at runs which are kept in a home, or go on with them. */
export function makeKeptRunCommands(outcome: Outcome): Command[] {
  return [
    ...lookCommands(),
    resumeCommand(outcome),
    ...againCommands(outcome),
    stopCommand(outcome),
    pruneCommand(),
    serveCommand(outcome),
  ]
}

/** A command that works on a home; it is imported when it is called. */
function makeHomeCommand(name: string, description: string, examples: readonly string[]): Command {
  return makeCommand(name)
    .description(description)
    .option("--dir <folder>", "the engine's home: the state of the runs is there", parseHome, ".mapfold")
    .option("--json", "as JSON")
    .option(...DEBUG)
    .addHelpText("after", ["\nExamples:", ...examples.map((example) => `  mapfold ${example}`)].join("\n"))
}

/** A command that works on a home or, where a stage is named, on that. */
function makeEitherCommand(name: string, description: string, examples: readonly string[]): Command {
  const command = makeHomeCommand(name, description, examples)
  return addStageFlags(command, "of this stage on AWS, as it was deployed, instead of a home")
}

/** Whether the command is for a stage; flags that a stage has no use for are refused then. */
function isForStage(command: Command): boolean {
  if (!isOnStage(command.opts())) return false
  refuseFlags(command, { dir: "it keeps no state on this machine; leave it out" })
  return true
}

/** Commands that look at what is kept. */
function lookCommands(): Command[] {
  const runs = makeEitherCommand("runs", "list the runs of a home or a stage, the last one first", [
    "runs",
    "runs --count 5 --json",
    "runs --stage prod",
  ])
    .option("--count <number>", "as many, at most", parseCount, SHOWN)
    .action(async (options, command: Command) => {
      if (isForStage(command)) return (await import("../stage/commands/list-runs.ts")).listRuns(options)
      return (await import("./runs.ts")).listRuns(options)
    })
  const show = makeRunCommand("show", "say all that is kept of a run, and how to go on with it").action(
    async (run, options, command: Command) => {
      if (isForStage(command)) return (await import("../stage/commands/show-run.ts")).showRun(run, options)
      return (await import("./show.ts")).showRun(run, options)
    },
  )
  const logs = makeRunCommand("logs", "print what happened in a run, or to one of its batches or objects")
    .option("--batch <name>", "of this batch alone: the name of its child, or how the batch's own begins")
    .option("--object <key>", "of the batch with this object, and of the object")
    .action(async (run, options, command: Command) => {
      if (isForStage(command)) return (await import("../stage/commands/show-logs.ts")).showLogs(run, options)
      return (await import("./logs.ts")).showLogs(run, options)
    })
  return [runs, show, logs]
}

function stopCommand(outcome: Outcome): Command {
  return makeRunCommand("stop", "stop a run, whichever process runs it").action(
    async (run, options, command: Command) => {
      outcome.code = isForStage(command)
        ? await (await import("../stage/commands/stop-run.ts")).stopRun(run, options)
        : await (await import("./stop.ts")).stop(run, options)
    },
  )
}

function pruneCommand(): Command {
  return makeHomeCommand("prune", "forget runs that ended long ago; results stay", [
    "prune --older-than 90d",
    "prune --older-than 90d --objects",
  ])
    .requiredOption("--older-than <age>", "as long ago, at least: 90d, 12h, 30m", parseAge)
    .option("--objects", "remove what lies under runs/ in their output buckets as well")
    .action(async (options) => (await import("./prune.ts")).pruneRuns(options))
}

function serveCommand(outcome: Outcome): Command {
  return makeCommand("serve")
    .description(
      "serve the status site, and the home to AWS's own clients: Step Functions, CloudWatch Logs and S3",
    )
    .option(
      "--dir <folder>",
      "the engine's home: state, and the buckets input/, output/ and buckets/…",
      parseHome,
      ".mapfold",
    )
    .option(
      "--site-port <port>",
      "of the status site, which this machine alone can open; 0 picks a free one",
      parsePort,
      8080,
    )
    .option("--no-site", "leave the status site out")
    .option("--sfn-port <port>", "of Step Functions and CloudWatch Logs; 0 picks a free one", parsePort, 8083)
    .option("--s3-port <port>", "of S3; 0 picks a free one", parsePort, 9000)
    .option(
      "--host <address>",
      "clients are listened to there; anything but loopback lets others in",
      "127.0.0.1",
    )
    .option("--access-key <key>", "what clients sign with", "mapfold")
    .option("--secret-key <key>", "and its secret", "mapfold")
    .option("--functions <file>", "a module whose exports are Lambda functions, for tasks of any machine")
    .option(...JOBS)
    .option(...DEBUG)
    .addHelpText(
      "after",
      "\nExamples:\n  mapfold serve\n  mapfold serve --no-site --functions handlers.mjs --sfn-port 0 --s3-port 0",
    )
    .action(async (options) => {
      const { serve } = await import("./serve.ts")
      outcome.code = await serve(options)
    })
}

/** Commands that run a part of a run again. */
function againCommands(outcome: Outcome): Command[] {
  const load = (command: Command) =>
    isForStage(command) ? import("../stage/commands/begin-again.ts") : import("./again.ts")
  const redrive = makeRunCommand("redrive", "go on with a run that failed or was stopped, from where it did")
  const repair = makeRunCommand(
    "repair",
    "process a run's failed objects, and those with rejects, again: a new run, with all else as it was",
  )
  const reduce = makeRunCommand(
    "reduce",
    "make a run's report and result anew, of what its batches came to: a new run",
  )
  return [
    redrive.action(async (run, options, command: Command) => {
      outcome.code = await (await load(command)).redrive(run, options)
    }),
    repair.action(async (run, options, command: Command) => {
      outcome.code = await (await load(command)).repair(run, options)
    }),
    reduce.action(async (run, options, command: Command) => {
      outcome.code = await (await load(command)).reduce(run, options)
    }),
  ]
}

/** A command that works on one run. */
function makeRunCommand(name: string, description: string): Command {
  const example = `${name} gsod-hottest-20250103T101500-x7k2`
  return makeEitherCommand(name, description, [
    example,
    `${example} --json`,
    `${example} --stage prod`,
  ]).argument("<run>", "the run's name")
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
