import { existsSync, mkdirSync } from "node:fs"
import { resolve } from "node:path"
import type { Endpoints, EndpointsOptions } from "@mapfold/local/endpoints"
import type { HttpServer } from "@mapfold/local/http-server"
import manifest from "../../package.json" with { type: "json" }
import { UsageError } from "../errors.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { near } from "../near.ts"

export type ServeOptions = {
  readonly dir: string
  readonly host: string
  readonly sfnPort: number
  readonly s3Port: number
  readonly sitePort: number
  /** False with `--no-site`. */
  readonly site: boolean
  readonly accessKey: string
  readonly secretKey: string
  readonly functions?: string
  readonly jobs?: string
}

/** Serves a home to people and to AWS's own clients until it is asked to end. */
export async function serve(options: ServeOptions): Promise<ExitCode> {
  const built = options.site ? await findSite() : null
  const { openEndpoints } = await import("@mapfold/local/endpoints")
  const ended = waitForEnd()
  const settings = toEndpoints(options)
  const endpoints = await openEndpoints(settings).catch((error: unknown) => {
    throw explain(error)
  })
  const site = built === null ? null : await openSite(built, endpoints, options, settings)
  process.stdout.write(`${describe(options, endpoints, site).join("\n")}\n`)
  await ended
  await site?.close()
  await endpoints.close()
  return EXIT.done
}

function describe(options: ServeOptions, endpoints: Endpoints, site: HttpServer | null): string[] {
  const { statesUrl, s3Url, region, resumed } = endpoints
  return [
    ...(site === null ? [] : [`Status site                         ${site.url}`]),
    `Step Functions and CloudWatch Logs  ${statesUrl}`,
    `S3                                  ${s3Url}`,
    `region ${region}, access key ${options.accessKey}, secret key ${options.secretKey}; state in ${near(resolve(options.dir))}`,
    ...resumed.map((name) => `going on with ${name}`),
    "Ctrl-C ends it. What still runs then goes on at the next start.",
  ]
}

/** The folder of the built site. */
async function findSite(): Promise<string> {
  const { buildSite } = await import("../site/build-site.ts")
  const onBuild = () => process.stderr.write("mapfold: building the status site, this once\n")
  return buildSite({ onBuild })
}

async function openSite(
  folder: string,
  endpoints: Endpoints,
  { sitePort: port }: ServeOptions,
  { credentials, jobFile, buckets, onFailure }: EndpointsOptions,
): Promise<HttpServer> {
  const { openSite } = await import("@mapfold/local/site/open-site")
  const { version } = manifest
  const { input } = buckets
  try {
    return await openSite({ endpoints, credentials, jobFile, version, input, port, folder, onFailure })
  } catch (error) {
    await endpoints.close()
    throw explain(error)
  }
}

function toEndpoints(options: ServeOptions): EndpointsOptions {
  const home = resolve(options.dir)
  const buckets = { input: `${home}/input`, output: `${home}/output` }
  for (const folder of Object.values(buckets)) mkdirSync(folder, { recursive: true })
  const pathOf = (file: string | undefined, flag: string) => {
    if (file === undefined) return undefined
    if (!existsSync(file)) throw new UsageError(`${flag}: there is no file ${file}`)
    return resolve(file)
  }
  return {
    ...{ home, buckets, host: options.host, statesPort: options.sfnPort, s3Port: options.s3Port },
    credentials: { accessKeyId: options.accessKey, secretAccessKey: options.secretKey },
    functionFile: pathOf(options.functions, "--functions"),
    jobFile: pathOf(options.jobs, "--jobs"),
    onFailure: (error) => {
      process.stderr.write(
        `mapfold: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      )
    },
  }
}

/** Resolves at the first SIGINT or SIGTERM; the second ends the process at once. */
function waitForEnd(): Promise<void> {
  return new Promise((done) => {
    let isAsked = false
    const ask = () => {
      if (isAsked) process.exit(EXIT.interrupted)
      isAsked = true
      done()
    }
    process.on("SIGINT", ask)
    process.on("SIGTERM", ask)
  })
}

function explain(error: unknown): unknown {
  const { code, port, address } = error as { code?: string; port?: number; address?: string }
  if (code === "EADDRINUSE") {
    return new UsageError(
      `${address}:${port} is in use: choose another port (--site-port, --sfn-port, --s3-port; 0 picks a free one)`,
    )
  }
  if (code === "EACCES" || code === "EADDRNOTAVAIL") {
    return new UsageError(`${address}:${port} cannot be listened on (${code}): choose another --host or port`)
  }
  return error
}
