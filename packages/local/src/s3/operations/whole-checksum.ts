import type { Checksum } from "../../store/object-record.ts"
import { type Digest, makeDigest } from "../body/digest.ts"
import type { Headers } from "../body/headers.ts"
import { checksumHeader, isChecksumHeader, readDigest } from "../body/planned-checksum.ts"
import { DEFAULT_ALGORITHM } from "../body/receive-body.ts"
import { invalidRequest, S3Error } from "../s3-error.ts"
import type { Part, UploadPlan } from "../uploads/upload-plan.ts"

/** The headers of a request to complete an upload whose checksums are of the object, without those. */
export function withoutChecksums(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isChecksumHeader(name)))
}

/** What a request says of the whole: its checksum and its size, as it was sent. */
export function claimsOf(headers: Headers): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => isChecksumHeader(name) || name === "x-amz-mp-object-size")
    .map((header) => header.join(":"))
}

/** What the checksum of the whole is made with while its parts are put together; null where it is made of theirs. */
export function makeWholeDigest({ algorithm, type }: UploadPlan): Digest | null {
  return type === "FULL_OBJECT" ? makeDigest(algorithm ?? DEFAULT_ALGORITHM) : null
}

export function checksumOf(plan: UploadPlan, parts: readonly Part[], digest: Digest | null): Checksum {
  const algorithm = plan.algorithm ?? DEFAULT_ALGORITHM
  if (digest !== null) return { algorithm, value: digest.end().toString("base64"), type: "FULL_OBJECT" }
  const whole = makeDigest(algorithm)
  for (const { checksum } of parts) whole.update(Buffer.from(checksum ?? "", "base64"))
  return { algorithm, value: `${whole.end().toString("base64")}-${parts.length}`, type: "COMPOSITE" }
}

/**
 * Checks what can be checked before the parts are put together: that the request speaks of the checksum that the upload began with.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export function checkKind(headers: Headers, { algorithm, type }: UploadPlan): void {
  const wanted = algorithm ?? DEFAULT_ALGORITHM
  const given = Object.keys(headers).filter(isChecksumHeader)
  for (const header of given)
    if (header !== checksumHeader(wanted))
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${wanted.toLowerCase()}, actual checksum Type: ${header.slice("x-amz-checksum-".length)}`,
      )
  const claimed = headers["x-amz-checksum-type"]
  if (claimed !== undefined && claimed !== type)
    throw new S3Error(
      400,
      "BadDigest",
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    )
}

/** A checksum of the whole that the request may give; one that is made of the parts' with or without their number. */
export function checkWhole(headers: Headers, { algorithm, value, type }: Checksum): void {
  const header = checksumHeader(algorithm)
  const wanted = headers[header]
  if (wanted === undefined) return
  const [digest = "", ...count] = type === "COMPOSITE" ? wanted.split("-") : [wanted]
  readDigest(algorithm, header, digest)
  if (value === wanted || (count.length === 0 && value.startsWith(`${digest}-`))) return
  throw new S3Error(
    400,
    "BadDigest",
    `The ${algorithm} you specified did not match the calculated checksum.`,
    { ExpectedDigest: wanted, CalculatedDigest: value },
  )
}
