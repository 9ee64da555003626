import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3"

/** Milliseconds. A connection inside a Region takes a few; a lost packet, one second. */
const CONNECT = 2_000
/** Milliseconds without a byte. S3 begins to answer within 200, rarely within 1,000; asking again beats waiting. */
const SILENCE = 5_000
/** Milliseconds until an answer begins, the body sent: a result of 500 MB goes out in less. */
const ANSWER = 60_000
/** The first and three more, with the client's own backoff and jitter (up to 20 s in all). */
const ATTEMPTS = 4
/** As many as a batch reads ahead, with room for what it writes. */
const CONNECTIONS = 64

/** Checksums only where S3 demands them: CRC32 on every request costs as much time as a small file's processing. */
export function makeS3Client(region: string, settings: S3ClientConfig = {}): S3Client {
  return new S3Client({
    region,
    maxAttempts: ATTEMPTS,
    retryMode: "standard",
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECT,
      socketTimeout: SILENCE,
      requestTimeout: ANSWER,
      throwOnRequestTimeout: true,
      httpsAgent: { keepAlive: true, maxSockets: CONNECTIONS },
    },
    ...settings,
  })
}
