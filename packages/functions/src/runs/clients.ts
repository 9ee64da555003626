import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs"
import type { S3Client } from "@aws-sdk/client-s3"
import { SFNClient } from "@aws-sdk/client-sfn"
import { makeS3Client, type S3ClientSettings } from "../s3-client.ts"

export type Clients = {
  readonly sfn: SFNClient
  readonly s3: S3Client
  readonly logs: CloudWatchLogsClient
  close(): void
}

export type ClientOptions = {
  readonly region: string
  /** AWS's own where nothing is said. */
  readonly endpoints?: { readonly states: string; readonly s3: string }
  /** What the environment and AWS's own files say where nothing is said. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Of S3's client alone: another endpoint has to be told that buckets are in its path. */
  readonly s3?: S3ClientSettings
}

/** The first and five more, with the client's own backoff and jitter: throttling by Step Functions passes within seconds. */
const ATTEMPTS = 6
/** Milliseconds. */
const CONNECT = 3_000
const ANSWER = 15_000

export function makeClients({
  region,
  endpoints,
  credentials,
  s3: settingsOfS3 = {},
}: ClientOptions): Clients {
  const given = credentials === undefined ? {} : { credentials }
  const requestHandler = { connectionTimeout: CONNECT, requestTimeout: ANSWER, throwOnRequestTimeout: true }
  const settings = {
    ...{ region, maxAttempts: ATTEMPTS, retryMode: "standard", requestHandler, ...given },
    ...(endpoints === undefined ? {} : { endpoint: endpoints.states }),
  }
  const own = endpoints === undefined ? settingsOfS3 : { endpoint: endpoints.s3, forcePathStyle: true }
  const [sfn, logs] = [new SFNClient(settings), new CloudWatchLogsClient(settings)]
  const s3 = makeS3Client(region, { ...own, ...given })
  return {
    ...{ sfn, s3, logs },
    close() {
      for (const client of [sfn, s3, logs]) client.destroy()
    },
  }
}
