import type { ChecksumAlgorithm } from "../../store/object-record.ts"
import { unquote } from "../conditions.ts"
import { invalidRequest, malformedXml, S3Error } from "../s3-error.ts"
import type { Part, Upload } from "../uploads/upload-plan.ts"
import { childOf, childrenOf, readXml, textOf } from "../xml/read-xml.ts"
import { checksumElement } from "./get-object-attributes.ts"
import { MAX_PARTS } from "./multipart.ts"

/** Bytes that every part but the last must have. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART = 5 * 1024 * 1024

/** A part as the request to complete its upload names it. */
export type WantedPart = { readonly number: number; readonly etag: string; readonly checksum: string | null }

/** Reads `<CompleteMultipartUpload>`: parts in ascending order, each with its checksum where that of the whole is made of them. */
export function readWanted(source: string, { plan }: Upload): readonly WantedPart[] {
  const root = readXml(source)
  const parts = childrenOf(root, "Part")
  if (root.name !== "CompleteMultipartUpload" || parts.length === 0 || parts.length > MAX_PARTS)
    throw malformedXml()
  const wanted = parts.map((part) => {
    const number = textOf(part, "PartNumber").trim()
    if (!/^\d{1,6}$/.test(number)) throw malformedXml()
    const checksum =
      plan.algorithm === null ? undefined : childOf(part, checksumElement(plan.algorithm))?.text.trim()
    return { number: Number(number), etag: unquote(textOf(part, "ETag").trim()), checksum: checksum ?? null }
  })
  for (const [at, { number }] of wanted.entries())
    if (at > 0 && number <= wanted[at - 1]!.number)
      throw new S3Error(
        400,
        "InvalidPartOrder",
        "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
      )
  if (plan.algorithm !== null && plan.type === "COMPOSITE") requireChecksums(wanted, plan.algorithm)
  return wanted
}

function requireChecksums(wanted: readonly WantedPart[], algorithm: ChecksumAlgorithm): void {
  const missing = wanted.find(({ checksum }) => checksum === null)
  if (missing === undefined) return
  throw invalidRequest(
    `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${missing.number} in the request.`,
  )
}

/** The stored parts that are wanted. Throws where one is not there, or is too small to have others behind it. */
export function chooseParts(wanted: readonly WantedPart[], stored: readonly Part[]): readonly Part[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]))
  return wanted.map(({ number, etag, checksum }, at) => {
    const part = byNumber.get(number)
    if (part === undefined || part.md5 !== etag || (checksum !== null && checksum !== part.checksum))
      throw invalidPart(number, etag)
    if (part.size < MIN_PART && at < wanted.length - 1)
      throw new S3Error(
        400,
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
        {
          PartNumber: String(number),
          ETag: etag,
          ProposedSize: String(part.size),
          MinSizeAllowed: String(MIN_PART),
        },
      )
    return part
  })
}

export function invalidPart(number: number, etag: string): S3Error {
  return new S3Error(
    400,
    "InvalidPart",
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { PartNumber: String(number), ETag: etag },
  )
}
