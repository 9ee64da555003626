import type { RunView } from "@mapfold/core/status/run-view"
import type { Outcome } from "@mapfold/local/engine"
import { paramWords } from "../flags/param-flags.ts"
import { type CommandLine, describeCommand } from "../run/command-line.ts"
import type { Ending } from "../run/summarize.ts"
import type { Stage } from "./stage.ts"

/** A run that was begun on a stage, or gone on with there. */
export type Begun = {
  readonly run: string
  /** As often as it will have been redriven. */
  readonly redrives: number
  /** The command that starts it again from nothing; made of what the run was asked for where none was typed. */
  readonly commandLine?: CommandLine
}

/** A run of a stage that has ended, as its summary is made of it. */
export function toEnding(
  stage: Stage,
  { run, redrives, commandLine }: Begun,
  view: RunView,
  { elapsed, interrupted }: { readonly elapsed: number; readonly interrupted: boolean },
): Ending {
  const job = view.job ?? "(unknown)"
  const params = view.params ?? {}
  const { listed, done } = view.progress.objects
  // a run that was redriven started long ago
  const ms = Math.round(redrives > 0 ? elapsed : view.durationMs)
  const asked = ["run", job, ...wordsOf(stage, job, params)]
  return {
    base: { run, job, params: { ...params }, ...stage.places, ms, interrupted },
    ...{ outcome: toOutcome(view), stopped: { phase: phaseOf(view), listed, done } },
    openOutput: async () => stage.store,
    commands: {
      goOn: describeCommand(["redrive", run, ...stage.words]),
      again: describeCommand(commandLine ?? [...asked, ...stage.words]),
      alone: (key) => inRegion(stage, describeCommand([...asked, ...hereWords(stage, key)])),
    },
  }
}

/** What it was at when it was stopped. */
function phaseOf({ states }: RunView): string {
  const state = states.find(({ status }) => status === "aborted")
  if (state?.type === "Map") return "mapping"
  return state?.name === "Reduce" ? "reducing" : "preparing"
}

function toOutcome({ status, output, failure }: RunView): Outcome {
  if (status === "SUCCEEDED") return { status, output }
  if (status === "ABORTED") return { status }
  return { status: "FAILED", error: failure?.name ?? status, cause: failure?.message ?? "no cause was given" }
}

/** The params as flags of `mapfold run`. */
function wordsOf({ jobs }: Stage, name: string, params: Readonly<Record<string, unknown>>): string[] {
  const job = jobs.find((candidate) => candidate.name === name)
  return job === undefined ? [] : paramWords(job.params, params)
}

/** One object of the stage alone, on this machine: where it can be looked into, and nothing is published. */
function hereWords({ places, target }: Stage, key: string): string[] {
  const { prefix } = target.input
  return ["--input", places.input, "--only", key.startsWith(prefix) ? key.slice(prefix.length) : key]
}

/** S3 is asked in the stage's Region. */
function inRegion({ target }: Stage, command: string): string {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return (AWS_REGION || AWS_DEFAULT_REGION) === target.region
    ? command
    : `AWS_REGION=${target.region} ${command}`
}
