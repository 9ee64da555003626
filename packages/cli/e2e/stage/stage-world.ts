import { join } from "node:path"
import { StageParameter } from "@mapfold/core/workflow/stage-parameter"
import { type Ended, mapfold, type SpawnOptions, scratch } from "../command.ts"
import { type Serving, serve } from "../serve/serving.ts"
import { openStandIn, type StandIn } from "./stand-in.ts"

/** A stage that is a home in truth: AWS's clients are told where its endpoints are, and find it as they find one on AWS. */
export type StageWorld = {
  /** The home's folder. */
  readonly home: string
  readonly input: string
  readonly output: string
  readonly standIn: StandIn
  readonly serving: Serving
  readonly env: NodeJS.ProcessEnv
  /** The command, in a folder of the test's own. */
  mapfold(args: readonly string[], options?: SpawnOptions): Promise<Ended>
  close(): Promise<void>
}

const REGION = "us-east-1"
const MACHINE = `arn:aws:states:${REGION}:123456789012:stateMachine:mapfold`

/** What a deploy would have written down. */
export function parameterOf(stage: string, prefix = ""): StageParameter {
  const deployed = (name: string) => ({ name, logGroup: `/aws/lambda/${name}`, memoryMegabytes: 1_024 })
  return StageParameter.parse({
    ...{ format: 1, stage, region: REGION, stateMachineArn: MACHINE },
    ...{ input: { bucket: "input", prefix }, output: { bucket: "output" } },
    logGroup: "/aws/vendedlogs/states/mapfold-Logs",
    functions: { prepare: deployed("prepare"), process: deployed("process"), reduce: deployed("reduce") },
  })
}

export async function openStageWorld(...flags: string[]): Promise<StageWorld> {
  const folder = scratch()
  const home = join(folder.path, "home")
  const [serving, standIn] = await Promise.all([serve(home, ...flags), openStandIn()])
  standIn.parameters.set("/mapfold/test", parameterOf("test"))
  const env = {
    AWS_ACCESS_KEY_ID: "mapfold",
    AWS_SECRET_ACCESS_KEY: "mapfold",
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SFN: serving.statesUrl,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: serving.statesUrl,
    AWS_ENDPOINT_URL_S3: serving.s3Url,
    AWS_ENDPOINT_URL_SSM: standIn.url,
    AWS_ENDPOINT_URL_LAMBDA: standIn.url,
    // nothing of the machine's own
    AWS_CONFIG_FILE: join(folder.path, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder.path, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
  }
  return {
    ...{ home, input: join(home, "input"), output: join(home, "output"), standIn, serving, env },
    mapfold: (args, options = {}) =>
      mapfold(args, { cwd: folder.path, ...options, env: { ...env, ...options.env } }),
    async close() {
      await serving.end()
      await standIn.close()
      folder.remove()
    },
  }
}
