import { mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { CreateStateMachineCommand, ListExecutionsCommand } from "@aws-sdk/client-sfn"
import { pullDefinition } from "@mapfold/core/workflow/pull-definition"
import { StageParameter } from "@mapfold/core/workflow/stage-parameter"
import { makeS3Server } from "@mapfold/local/s3/s3-server"
import { type Ended, mapfold, type SpawnOptions, scratch } from "../command.ts"
import { serve } from "../serve/serving.ts"
import { openStandIn, type StandIn } from "../stage/stand-in.ts"
import { openS3Gate, type S3Gate } from "./s3-gate.ts"

/**
 * A stage and a public archive: the embedded endpoints in the place of Step Functions and S3, on which the machine that a deploy
 * makes is run with the function that it makes.
 */
export type PullWorld = {
  readonly gate: S3Gate
  readonly standIn: StandIn
  readonly parameter: StageParameter
  /** Where the command runs, and with what. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  pull(args: readonly string[], options?: SpawnOptions): Promise<Ended>
  /** Puts an object into the archive. */
  putSource(key: string, text: string): Promise<void>
  /** The files of the input bucket by their keys. */
  input(): Record<string, string>
  /** The names of the pulls that have been begun. */
  pulls(): Promise<string[]>
  close(): Promise<void>
}

const REGION = "us-east-1"
const ARCHIVE = "noaa-gsod-pds"
const CREDENTIALS = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }

export async function openPullWorld(): Promise<PullWorld> {
  const { path: folder, remove } = scratch()
  const home = join(folder, "home")
  const buckets = {
    [ARCHIVE]: join(folder, "source"),
    input: join(home, "input"),
    output: join(home, "output"),
  }
  for (const bucket of Object.values(buckets)) mkdirSync(bucket, { recursive: true })
  // of the same home: what it writes has in the endpoints' buckets the ETags that it has here
  const s3 = await makeS3Server({
    ...{ home, buckets, credentials: CREDENTIALS, region: REGION },
    publicBuckets: new Set([ARCHIVE, "gone"]),
  })
  const gate = await openS3Gate(s3.url)
  const aws = {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_S3: gate.url,
    // nothing of the machine's own
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
  }
  // for the function, which finds S3 where its environment says
  Object.assign(process.env, aws)
  const serving = await serve(home, "--functions", join(import.meta.dirname, "functions.fixture.ts"))
  const standIn = await openStandIn(serving.statesUrl)
  const { stateMachineArn } = await serving.sfn.send(
    new CreateStateMachineCommand({
      name: "mapfold-test_pull",
      definition: JSON.stringify(
        pullDefinition({ copy: "copy", buckets: { input: "input", output: "output" } }),
      ),
      roleArn: "arn:aws:iam::123456789012:role/mapfold-test_pull-workflow",
    }),
  )
  const parameter = parameterOf(stateMachineArn!)
  standIn.parameters.set("/mapfold/test", parameter)
  const client = new S3Client({
    ...{ region: REGION, endpoint: s3.url, forcePathStyle: true, credentials: CREDENTIALS },
  })
  const env = { ...aws, AWS_ENDPOINT_URL: standIn.url }
  return {
    ...{ gate, standIn, parameter, folder, env },
    pull: (args, options = {}) =>
      mapfold(["pull", "gsod", ...args], { cwd: folder, ...options, env: { ...env, ...options.env } }),
    async putSource(key, text) {
      await client.send(new PutObjectCommand({ Bucket: ARCHIVE, Key: key, Body: text }))
    },
    input: () => filesIn(buckets.input),
    async pulls() {
      const { executions = [] } = await serving.sfn.send(new ListExecutionsCommand({ stateMachineArn }))
      return executions.map(({ name = "" }) => name)
    },
    async close() {
      client.destroy()
      await serving.end()
      await Promise.all([standIn.close(), gate.close(), s3.close()])
      remove()
    },
  }
}

/** What a deploy would have written down. */
function parameterOf(pull: string): StageParameter {
  const deployed = (name: string) => ({ name, logGroup: `/aws/lambda/${name}`, memoryMegabytes: 1_024 })
  return StageParameter.parse({
    ...{ format: 1, stage: "test", region: REGION, logGroup: "/aws/vendedlogs/states/mapfold-test" },
    stateMachineArn: `arn:aws:states:${REGION}:000000000000:stateMachine:mapfold`,
    ...{ input: { bucket: "input", prefix: "", isOwn: true }, output: { bucket: "output" } },
    functions: { prepare: deployed("prepare"), process: deployed("process"), reduce: deployed("reduce") },
    pull: { stateMachineArn: pull },
  })
}

function filesIn(folder: string): Record<string, string> {
  const keys = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((key) => /^\d{4}\/.+\.csv$/.test(key))
  return Object.fromEntries(keys.sort().map((key) => [key, readFileSync(join(folder, key), "utf8")]))
}
