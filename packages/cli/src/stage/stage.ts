import { belowPrefix } from "@mapfold/core/job/below-prefix"
import type { Job } from "@mapfold/core/job/job"
import { jobs } from "@mapfold/core/jobs/jobs"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { StageParameter } from "@mapfold/core/workflow/stage-parameter"
import { type Clients, makeClients } from "@mapfold/functions/runs/clients"
import { openRuns } from "@mapfold/functions/runs/open-runs"
import type { Runs } from "@mapfold/functions/runs/runs"
import { type Target, toTarget } from "@mapfold/functions/runs/target"
import { readS3Settings } from "@mapfold/functions/s3-environment"
import { makeS3Store } from "@mapfold/functions/s3-store"
import { readConcurrency, warnOfConcurrency } from "@mapfold/functions/stage/check-concurrency"
import { findStage } from "@mapfold/functions/stage/find-stage"
import { makeStageClients, type StageClients } from "@mapfold/functions/stage/stage-clients"
import manifest from "../../package.json" with { type: "json" }
import { type StageOptions, stageWords } from "./stage-flags.ts"

/** A deployed stage, found and opened. */
export type Stage = {
  /** As its deploy has written it down, or AWS describes it. */
  readonly deployed: StageParameter
  readonly target: Target
  readonly runs: Runs
  /** The jobs that this mapfold has, as they are where the stage's files lie: below its input's prefix. */
  readonly jobs: readonly Job[]
  /** Its bucket "output" is the stage's; any other is S3's own of that name. */
  readonly store: ObjectStore
  readonly clients: Clients
  /** Where the buckets are: `s3://bucket/prefix/`. */
  readonly places: { readonly input: string; readonly output: string }
  /** The flags that name it. */
  readonly words: readonly string[]
  /** A sentence where the account may run fewer functions at a time than there are to be batches, else null. */
  warnOfQuota(concurrency: number): Promise<string | null>
}

/** Finds a stage, does what is to be done there, and ends its connections. Throws as `findStage` does. */
export async function withStage<T>(options: StageOptions, act: (stage: Stage) => Promise<T>): Promise<T> {
  const { stage: name = "", stateMachineArn } = options
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  const region = options.region ?? regionOf(stateMachineArn) ?? (AWS_REGION || AWS_DEFAULT_REGION)
  const s3 = readS3Settings(process.env)
  const stageClients = makeStageClients({ region })
  let clients: Clients | undefined
  try {
    const deployed = await findStage(stageClients, stateMachineArn ? { stateMachineArn } : { stage: name })
    const target = toTarget(deployed)
    clients = makeClients({ region: target.region, s3 })
    return await act(openStage({ deployed, target, clients, stageClients, words: stageWords(options) }))
  } finally {
    clients?.close()
    stageClients.close()
  }
}

function openStage({
  deployed,
  target,
  clients,
  stageClients,
  words,
}: Pick<Stage, "deployed" | "target" | "clients" | "words"> & {
  readonly stageClients: StageClients
}): Stage {
  const { input, output } = target
  const own = jobs.map((job) => belowPrefix(job, input.prefix))
  return {
    ...{ deployed, target, clients, words, jobs: own },
    runs: openRuns({ clients, target, jobs: own, version: manifest.version }),
    store: makeS3Store(clients.s3, { output: { bucket: output.bucket, prefix: "" } }),
    places: { input: `s3://${input.bucket}/${input.prefix}`, output: `s3://${output.bucket}/` },
    async warnOfQuota(concurrency) {
      return warnOfConcurrency(await readConcurrency(stageClients), concurrency)
    },
  }
}

/** The fourth part of an ARN; nothing where it is none, which whoever looks it up says. */
function regionOf(arn: string | undefined): string | undefined {
  return /^arn:[^:]+:[^:]+:([a-z0-9-]+):/.exec(arn ?? "")?.[1]
}
