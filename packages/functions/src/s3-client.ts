import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3"
import { makeRetryStrategy } from "./s3-retries.ts"

/** Milliseconds. A connection inside a Region takes a few; a lost packet, one second. */
const CONNECT = 2_000
/** Milliseconds without a byte. S3 begins to answer within 200, rarely within 1,000; asking again beats waiting. */
const SILENCE = 5_000
/** Milliseconds until an answer begins, the body sent: a result of 500 MB goes out in less. */
const ANSWER = 60_000
/**
 * The first and nine more. Where one request in three fails, six in a million fail as often; the pauses between are some ten
 * seconds in all, and with a server that says nothing it takes a minute to give up: less than a call of Process has.
 */
const ATTEMPTS = 10
/** As many as a batch reads ahead, with room for what it writes. */
const CONNECTIONS = 64

export type S3ClientSettings = Omit<S3ClientConfig, "maxAttempts"> & {
  /** Milliseconds without a byte after which a request is sent again. */
  readonly silence?: number
  /** Times that a request is sent, at most. */
  readonly maxAttempts?: number
  /** The same where nobody is at the address. */
  readonly unreachable?: number
}

/**
 * The region may come from the environment and AWS's own files. Checksums are the store's: the client's cost as much time as a
 * small file's processing (docs/decisions/2026-11-22-bodies-are-checked-by-their-etag.md).
 */
export function makeS3Client(
  region: string | undefined,
  { silence = SILENCE, maxAttempts = ATTEMPTS, unreachable, ...settings }: S3ClientSettings = {},
): S3Client {
  const agent = { keepAlive: true, maxSockets: CONNECTIONS }
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    maxAttempts,
    retryStrategy: makeRetryStrategy({
      attempts: maxAttempts,
      ...(unreachable !== undefined && { unreachable }),
    }),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECT,
      socketTimeout: silence,
      requestTimeout: ANSWER,
      throwOnRequestTimeout: true,
      httpsAgent: agent,
      httpAgent: agent,
    },
    ...settings,
  })
}
