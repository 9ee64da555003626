import { invalidArgument, invalidRequest, S3Error } from "../s3-error.ts"
import type { ChunkVerifier } from "../sigv4/signed-chunks.ts"
import { makeChunkVerifier } from "../sigv4/signed-chunks.ts"
import { UNSIGNED_PAYLOAD, type VerifiedRequest } from "../sigv4/verify-request.ts"
import type { Headers } from "./headers.ts"
import { type PlannedChecksum, readChecksum } from "./planned-checksum.ts"

/** What a request says of its body before it sends it, and what the body must therefore be. */
export type BodyPlan = {
  /** Bytes, without the framing of chunks. */
  readonly length: number
  /** Null where the body is sent as it is. */
  readonly chunks: { readonly verifier: ChunkVerifier | null; readonly hasTrailer: boolean } | null
  /** SHA-256 in hexadecimal that was signed, or null. */
  readonly sha256: string | null
  /** MD5, or null. */
  readonly md5: Buffer | null
  readonly checksum: PlannedChecksum | null
}

/** 5 GiB, what S3 takes at once. https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
export const MAX_BODY = 5 * 1024 ** 3

const STREAMING = /^STREAMING-(AWS4-HMAC-SHA256|UNSIGNED)-PAYLOAD(-TRAILER)?$/

/** Throws an S3Error where what the headers say is wrong or contradicts itself. */
export function planBody(headers: Headers, verified: VerifiedRequest): BodyPlan {
  const { payloadHash } = verified
  const streaming = STREAMING.exec(payloadHash)
  const isHash = /^[0-9a-f]{64}$/.test(payloadHash)
  if (!streaming && !isHash && payloadHash !== UNSIGNED_PAYLOAD)
    throw invalidArgument(
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
      "x-amz-content-sha256",
      payloadHash,
    )
  const isSigned = streaming?.[1] === "AWS4-HMAC-SHA256"
  const hasTrailer = streaming?.[2] !== undefined
  return {
    length: readLength(lengthHeader(headers, streaming !== null)),
    chunks: streaming ? { verifier: isSigned ? makeChunkVerifier(verified) : null, hasTrailer } : null,
    sha256: isHash ? payloadHash : null,
    md5: readMd5(headers["content-md5"]),
    checksum: readChecksum(headers, hasTrailer),
  }
}

/** A request that says neither length nor transfer coding has no body, in HTTP. */
function lengthHeader(headers: Headers, isStreamed: boolean): string | undefined {
  if (isStreamed) return headers["x-amz-decoded-content-length"]
  return headers["content-length"] ?? (headers["transfer-encoding"] === undefined ? "0" : undefined)
}

function readLength(text: string | undefined): number {
  if (text === undefined)
    throw new S3Error(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
  if (!/^\d{1,15}$/.test(text))
    throw invalidRequest(`The length ${JSON.stringify(text.slice(0, 100))} is no number`)
  if (Number(text) > MAX_BODY)
    throw new S3Error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
      ProposedSize: text,
      MaxSizeAllowed: String(MAX_BODY),
    })
  return Number(text)
}

function readMd5(text: string | undefined): Buffer | null {
  if (text === undefined) return null
  const bytes = Buffer.from(text, "base64")
  if (bytes.length === 16 && bytes.toString("base64") === text) return bytes
  throw new S3Error(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
}
