import { mkdirSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { makeS3Server } from "@mapfold/local/s3/s3-server"

/** What signs in to the account. */
export const CREDENTIALS = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }

/** The buckets that SST keeps for itself in each account and Region: states of stages, and what is uploaded. */
export const STATE_BUCKET = "sst-state"
export const ASSET_BUCKET = "sst-asset"

/** How SST finds them: https://github.com/anomalyco/sst/blob/dev/pkg/project/provider/aws.go */
const BOOTSTRAP = {
  version: 5,
  asset: ASSET_BUCKET,
  state: STATE_BUCKET,
  assetEcrRegistryId: "",
  assetEcrUrl: "",
}

export type Account = {
  /** Of Systems Manager's parameters and of Lambda's settings. */
  readonly url: string
  readonly s3Url: string
  /** Parameters by their names. */
  readonly parameters: Map<string, string>
  /** What was asked for and is not known here. */
  readonly unknown: readonly string[]
  close(): Promise<void>
}

/** An AWS account that SST has been used in before, on this machine. */
export async function startAccount(folder: string): Promise<Account> {
  const bucketFolder = (name: string) => join(folder, name)
  const buckets = { [STATE_BUCKET]: bucketFolder(STATE_BUCKET), [ASSET_BUCKET]: bucketFolder(ASSET_BUCKET) }
  for (const path of Object.values(buckets)) mkdirSync(path, { recursive: true })
  const s3 = await makeS3Server({ home: join(folder, "home"), buckets, credentials: CREDENTIALS })
  const parameters = new Map([["/sst/bootstrap", JSON.stringify(BOOTSTRAP)]])
  const unknown: string[] = []

  const server = createServer(async (request, response) => {
    const target = String(request.headers["x-amz-target"] ?? `${request.method} ${request.url}`)
    const { status, body } = answer(target, await readText(request), parameters)
    if (status === 501) unknown.push(target)
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...{ url: `http://127.0.0.1:${port}`, s3Url: s3.url, parameters, unknown },
    async close() {
      server.closeAllConnections()
      server.close()
      await s3.close()
    },
  }
}

type Answer = { readonly status: number; readonly body: object }

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html and its neighbours. */
function answer(target: string, text: string, parameters: Map<string, string>): Answer {
  const done = (body: object): Answer => ({ status: 200, body })
  if (target.startsWith("GET /2016-08-19/account-settings"))
    return done({ AccountLimit: { ConcurrentExecutions: 1_000 } })
  if (!target.startsWith("AmazonSSM."))
    return { status: 501, body: { __type: "NotImplemented", message: target } }
  const { Name, Value } = JSON.parse(text) as { readonly Name: string; readonly Value: string }
  switch (target) {
    case "AmazonSSM.GetParameter": {
      const value = parameters.get(Name)
      if (value === undefined)
        return { status: 400, body: { __type: "ParameterNotFound", message: `no ${Name}` } }
      return done({ Parameter: { Name, Value: value, Type: "String", Version: 1 } })
    }
    case "AmazonSSM.PutParameter":
      parameters.set(Name, Value)
      return done({ Version: 1, Tier: "Standard" })
    case "AmazonSSM.DeleteParameter":
      parameters.delete(Name)
      return done({})
    default:
      return { status: 501, body: { __type: "NotImplemented", message: target } }
  }
}

async function readText(request: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString("utf8")
}
