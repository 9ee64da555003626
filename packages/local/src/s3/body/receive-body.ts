import type { ChecksumAlgorithm } from "../../store/object-record.ts"
import { incompleteBody, invalidRequest, malformedXml, S3Error } from "../s3-error.ts"
import { makeChunkedDecoder } from "./aws-chunked.ts"
import type { BodyPlan } from "./body-plan.ts"
import { type Digest, makeDigest } from "./digest.ts"
import { type PlannedChecksum, readDigest } from "./planned-checksum.ts"

/** A body that has come whole and is what the request said of it. */
export type Received = {
  /** Bytes. */
  readonly size: number
  readonly md5: Buffer
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: Buffer }
}

/** What S3 makes where the request names no algorithm. */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = "CRC64NVME"

export type BodySource = AsyncIterable<Uint8Array>

/**
 * Hands a body's bytes on as they come and verifies what the plan says of them at the end: use nothing before it has
 * answered. Throws an S3Error.
 */
export async function receiveBody(
  source: BodySource,
  plan: BodyPlan,
  write: (bytes: Uint8Array) => Promise<void> | void,
  algorithm: ChecksumAlgorithm = DEFAULT_ALGORITHM,
): Promise<Received> {
  const digests = makeDigests(plan, algorithm)
  let size = 0
  async function take(bytes: Uint8Array): Promise<void> {
    size += bytes.length
    if (size > plan.length) throw incompleteBody(`it has more than ${plan.length} bytes`)
    for (const digest of digests.all) digest.update(bytes)
    await write(bytes)
  }
  const trailer = await decode(source, plan, take)
  if (size < plan.length) throw incompleteBody(`it has ${size} of ${plan.length} bytes`)
  const md5 = digests.md5.end()
  if (plan.md5 !== null && !plan.md5.equals(md5))
    throw new S3Error(400, "BadDigest", "The Content-MD5 you specified did not match what we received.", {
      ExpectedDigest: plan.md5.toString("base64"),
      CalculatedDigest: md5.toString("base64"),
    })
  checkSha256(plan.sha256, digests.sha256)
  const value = digests.checksum.end()
  if (plan.checksum !== null) checkChecksum(plan.checksum, value, trailer)
  return { size, md5, checksum: { algorithm: digests.algorithm, value } }
}

function makeDigests(plan: BodyPlan, otherwise: ChecksumAlgorithm) {
  const algorithm = plan.checksum?.algorithm ?? otherwise
  const md5 = makeDigest("MD5")
  const checksum = makeDigest(algorithm)
  const sha256 = plan.sha256 === null ? null : makeDigest("SHA256")
  return {
    algorithm,
    md5,
    checksum,
    sha256,
    all: sha256 === null ? [md5, checksum] : [md5, checksum, sha256],
  }
}

async function decode(
  source: BodySource,
  { chunks }: BodyPlan,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<ReadonlyMap<string, string>> {
  if (chunks === null) {
    for await (const piece of source) await take(piece)
    return new Map()
  }
  const decoder = makeChunkedDecoder(chunks.verifier, chunks.hasTrailer)
  for await (const piece of source) for (const bytes of decoder.push(piece)) await take(bytes)
  return decoder.end()
}

function checkSha256(wanted: string | null, digest: Digest | null): void {
  const found = digest?.end().toString("hex")
  if (wanted === null || found === wanted) return
  throw new S3Error(
    400,
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ClientComputedContentSHA256: wanted, S3ComputedContentSHA256: found ?? "" },
  )
}

function checkChecksum(
  { algorithm, header, value }: PlannedChecksum,
  found: Buffer,
  trailer: ReadonlyMap<string, string>,
): void {
  const trailing = trailer.get(header)
  if (value === null && trailing === undefined)
    throw invalidRequest(`The trailing header ${header} is missing.`)
  const wanted = value ?? readDigest(algorithm, header, trailing ?? "")
  if (wanted.equals(found)) return
  throw new S3Error(
    400,
    "BadDigest",
    `The ${algorithm} you specified did not match the calculated checksum.`,
    {
      ExpectedDigest: wanted.toString("base64"),
      CalculatedDigest: found.toString("base64"),
    },
  )
}

/** A document, read whole into memory: `limit` bytes at most, else `MaxMessageLengthExceeded`. */
export async function receiveText(source: BodySource, plan: BodyPlan, limit: number): Promise<string> {
  if (plan.length > limit)
    throw new S3Error(
      400,
      "MaxMessageLengthExceeded",
      `Your request was too big: it may have ${limit} bytes.`,
    )
  const pieces: Uint8Array[] = []
  await receiveBody(source, plan, (bytes) => {
    // The source may use its buffer again.
    pieces.push(Uint8Array.from(bytes))
  })
  return decodeText(Buffer.concat(pieces))
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw malformedXml()
  }
}
