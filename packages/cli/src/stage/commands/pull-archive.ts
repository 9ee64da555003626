import { makeRunId } from "@mapfold/core/run/run-id"
import { openArchive } from "@mapfold/functions/pull/open-archive"
import { openPullMachine } from "@mapfold/functions/pull/pull-machine"
import { pullOnStage } from "@mapfold/functions/pull/pull-on-stage"
import { makeS3Store } from "@mapfold/functions/s3-store"
import { UsageError } from "../../errors.ts"
import type { ExitCode } from "../../exit-code.ts"
import { explainPull } from "../../pull/explain-pull.ts"
import { findPulling, type PullOptions } from "../../pull/find-archive.ts"
import { runPull } from "../../pull/run-pull.ts"
import { describeStage } from "../run-on-stage.ts"
import { type Stage, withStage } from "../stage.ts"
import type { StageOptions } from "../stage-flags.ts"

/** Step Functions stops an execution within seconds. */
const PATIENCE = 60_000

/** `mapfold pull --stage`: brings the stage's input bucket up to date with a public archive; AWS copies. */
export function pullToStage(name: string, options: PullOptions & StageOptions): Promise<ExitCode> {
  const pulling = findPulling(name, options)
  const { archive, bucket, prefixes } = pulling
  return withStage(options, async (stage) => {
    const machine = openPullMachine(stage.clients.sfn, findMachine(stage))
    const store = makeS3Store(stage.clients.s3)
    const source = { store: openArchive(archive, process.env), bucket, region: archive.region }
    const { input, output } = stage.target
    const run = makeRunId(`pull-${archive.name}`, new Date())
    return runPull({
      ...{ ...pulling, to: stage.places.input, json: options.json === true, patience: PATIENCE },
      farewell: `${run} is left to itself on AWS: what it copies stays`,
      begin: ({ signal, progress, say }) =>
        pullOnStage({
          source,
          target: { store, bucket: input.bucket },
          output: { store, bucket: output.bucket },
          ...{ machine, name: run, prefixes, signal, progress },
          begun: () => say(`${run} copies on ${describeStage(stage)}; Ctrl-C stops it`),
        }),
      explain: (error) => explainPull(explainMachine(error, stage), bucket),
    })
  })
}

/** What was deployed once may have been removed since. */
function explainMachine(error: unknown, { deployed }: Stage): unknown {
  if (!(error instanceof Error && error.name === "StateMachineDoesNotExist")) return error
  const { pull, stage } = deployed
  return new UsageError(
    `${pull?.stateMachineArn} is not there (any more): deploy the stage again:  npx sst deploy --stage ${stage}`,
  )
}

/** The ARN of what copies. Throws UsageError where there is nothing. */
function findMachine({ deployed, places, words }: Stage): string {
  const { pull, stage, input } = deployed
  if (input.isOwn === false)
    throw new UsageError(
      `stage ${stage} reads ${places.input}, a bucket that was there before it, and never writes to it: ` +
        "pull to a place of your own with --to, or into a stage that has its own input bucket",
    )
  if (pull !== undefined) return pull.stateMachineArn
  throw new UsageError(
    words.includes("--stage")
      ? `stage ${stage} was deployed by a version that cannot pull: deploy it again:  npx sst deploy --stage ${stage}`
      : "a state machine's ARN does not tell what copies for its stage: name the stage with --stage",
  )
}
