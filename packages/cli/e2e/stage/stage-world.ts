import { join } from "node:path"
import { StageParameter } from "@mapfold/core/workflow/stage-parameter"
import { type Ended, mapfold, type SpawnOptions, scratch } from "../command.ts"
import { type Gate, makeGate } from "../gate/gate.ts"
import { type Serving, serveWith } from "../serve/serving.ts"
import { openStandIn, type StandIn } from "./stand-in.ts"

/** A stage that is a home in truth: AWS's clients are told where its endpoints are, and find it as they find one on AWS. */
export type StageWorld = {
  /** A folder of the test's own, where the command runs. */
  readonly folder: string
  /** The folders of the stage's buckets. */
  readonly input: string
  readonly output: string
  readonly standIn: StandIn
  /** Where a run is held for as long as a test wants. */
  readonly gate: Gate
  /** The endpoints. */
  readonly serving: Serving
  readonly env: NodeJS.ProcessEnv
  mapfold(args: readonly string[], options?: SpawnOptions): Promise<Ended>
  /** Kills the endpoints, and opens them again at the same addresses. */
  restart(): Promise<void>
  close(): Promise<void>
}

const REGION = "us-east-1"
export const MACHINE = `arn:aws:states:${REGION}:000000000000:stateMachine:mapfold`

/** What a deploy would have written down. */
export function parameterOf(stage: string, prefix = "", isOwn = true): StageParameter {
  const deployed = (name: string) => ({ name, logGroup: `/aws/lambda/${name}`, memoryMegabytes: 1_024 })
  return StageParameter.parse({
    ...{ format: 1, stage, region: REGION, stateMachineArn: MACHINE },
    ...{ input: { bucket: "input", prefix, isOwn }, output: { bucket: "output" } },
    logGroup: "/aws/vendedlogs/states/mapfold-Logs",
    functions: { prepare: deployed("prepare"), process: deployed("process"), reduce: deployed("reduce") },
  })
}

/** The flags are those of `mapfold serve`. */
export async function openStageWorld(...flags: string[]): Promise<StageWorld> {
  const { path: folder, remove } = scratch()
  const home = join(folder, "home")
  const gate = makeGate(folder)
  let serving = await serveWith(gate.env, home, ...flags)
  const standIn = await openStandIn(serving.statesUrl)
  standIn.parameters.set("/mapfold/test", parameterOf("test"))
  const { statesUrl, s3Url } = serving
  const env = {
    AWS_ACCESS_KEY_ID: "mapfold",
    AWS_SECRET_ACCESS_KEY: "mapfold",
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: standIn.url,
    AWS_ENDPOINT_URL_S3: s3Url,
    // nothing of the machine's own
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
  }
  return {
    ...{ folder, input: join(home, "input"), output: join(home, "output"), standIn, gate, env },
    get serving() {
      return serving
    },
    mapfold: (args, options = {}) =>
      mapfold(args, { cwd: folder, ...options, env: { ...env, ...options.env } }),
    async restart() {
      await serving.end("SIGKILL")
      const [sfnPort, s3Port] = [statesUrl, s3Url].map((url) => new URL(url).port)
      serving = await serveWith(gate.env, home, "--sfn-port", sfnPort!, "--s3-port", s3Port!, ...flags)
    },
    async close() {
      await serving.end()
      await standIn.close()
      remove()
    },
  }
}
