import { existsSync, mkdirSync } from "node:fs"
import { resolve } from "node:path"
import type { EndpointsOptions } from "@mapfold/local/endpoints"
import { UsageError } from "../errors.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { near } from "../near.ts"

export type ServeOptions = {
  readonly dir: string
  readonly host: string
  readonly sfnPort: number
  readonly s3Port: number
  readonly accessKey: string
  readonly secretKey: string
  readonly functions?: string
  readonly jobs?: string
}

/** Serves a home to AWS's own clients until it is asked to end. */
export async function serve(options: ServeOptions): Promise<ExitCode> {
  const { openEndpoints } = await import("@mapfold/local/endpoints")
  const ended = waitForEnd()
  const endpoints = await openEndpoints(toEndpoints(options)).catch((error: unknown) => {
    throw explain(error)
  })
  const { statesUrl, s3Url, region, resumed } = endpoints
  process.stdout.write(
    `${[
      `Step Functions and CloudWatch Logs  ${statesUrl}`,
      `S3                                  ${s3Url}`,
      `region ${region}, access key ${options.accessKey}, secret key ${options.secretKey}; state in ${near(resolve(options.dir))}`,
      ...resumed.map((name) => `going on with ${name}`),
      "Ctrl-C ends it. What still runs then goes on at the next start.",
    ].join("\n")}\n`,
  )
  await ended
  await endpoints.close()
  return EXIT.done
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
      `${address}:${port} is in use: choose another port (--sfn-port, --s3-port; 0 picks a free one)`,
    )
  }
  if (code === "EACCES" || code === "EADDRNOTAVAIL") {
    return new UsageError(`${address}:${port} cannot be listened on (${code}): choose another --host or port`)
  }
  return error
}
