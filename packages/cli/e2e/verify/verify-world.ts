import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type Clients, makeClients } from "@mapfold/functions/runs/clients"
import { type Target, toTarget } from "@mapfold/functions/runs/target"
import { openEndpoints } from "@mapfold/local/endpoints"
import { type Ended, mapfold, type SpawnOptions, scratch } from "../command.ts"
import { parameterOf } from "../stage/stage-world.ts"
import { openStandIn, type StandIn } from "../stage/stand-in.ts"
import { type AlteringProxy, openAlteringProxy } from "./altering-proxy.ts"

/** A stage whose Process has a few seconds, so that what is to be killed over its time is so soon. */
export type VerifyWorld = {
  readonly folder: string
  /** Folders of the stage's buckets. */
  readonly input: string
  readonly output: string
  readonly standIn: StandIn
  readonly proxy: AlteringProxy
  /** For `verify` in this process, as the command opens them. */
  readonly clients: Clients
  readonly target: Target
  mapfold(args: readonly string[], options?: SpawnOptions): Promise<Ended>
  close(): Promise<void>
}

/** Longer than it takes until verify looks whether all children but the slow one have ended. */
const PROCESS_SECONDS = 6

export async function openVerifyWorld(): Promise<VerifyWorld> {
  const { path: folder, remove } = scratch()
  const home = join(folder, "home")
  const buckets = { input: join(home, "input"), output: join(home, "output") }
  for (const bucket of Object.values(buckets)) mkdirSync(bucket, { recursive: true })
  const failures: unknown[] = []
  const endpoints = await openEndpoints({
    ...{ home, buckets, host: "127.0.0.1", statesPort: 0, s3Port: 0, workers: 4 },
    credentials: { accessKeyId: "mapfold", secretAccessKey: "mapfold" },
    processSeconds: PROCESS_SECONDS,
    onFailure: (error) => failures.push(error),
  })
  const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }
  const { statesUrl: states, s3Url: s3 } = endpoints
  const clients = makeClients({ region: "us-east-1", endpoints: { states, s3 }, credentials })
  const proxy = await openAlteringProxy(endpoints.statesUrl)
  const standIn = await openStandIn(proxy.url)
  const parameter = parameterOf("test")
  const own = { ...parameter, input: { ...parameter.input, isOwn: true } }
  standIn.parameters.set("/mapfold/test", own)
  standIn.parameters.set("/mapfold/reader", { ...parameter, input: { ...parameter.input, isOwn: false } })
  const env = {
    AWS_ACCESS_KEY_ID: "mapfold",
    AWS_SECRET_ACCESS_KEY: "mapfold",
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: standIn.url,
    AWS_ENDPOINT_URL_S3: endpoints.s3Url,
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
  }
  return {
    ...{ folder, ...buckets, standIn, proxy, clients, target: toTarget(own) },
    mapfold: (args, options = {}) =>
      mapfold(args, { cwd: folder, ...options, env: { ...env, ...options.env } }),
    async close() {
      clients.close()
      await standIn.close()
      await proxy.close()
      await endpoints.close()
      remove()
      if (failures.length > 0) throw failures[0]
    },
  }
}
