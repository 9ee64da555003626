import { createHash } from "node:crypto"
import { closeSync, openSync, read } from "node:fs"
import { promisify } from "node:util"
import type { Checksum, ObjectRecord } from "../../store/object-record.ts"
import { checksumHeader, readDigest } from "../body/body-plan.ts"
import { type Digest, makeDigest } from "../body/digest.ts"
import { DEFAULT_ALGORITHM } from "../body/receive-body.ts"
import { unquote } from "../conditions.ts"
import { type Reply, replyXml } from "../reply.ts"
import { invalidRequest, malformedXml, S3Error } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import type { Part, Upload } from "../uploads/upload-plan.ts"
import { childOf, childrenOf, readXml, textOf } from "../xml/read-xml.ts"
import { checksumElement, checksumElements } from "./get-object-attributes.ts"
import { findUpload, MAX_PARTS } from "./multipart.ts"
import { checkPut, storeObject, writeFully } from "./put-object.ts"

/** Bytes: 10,000 parts, each with its ETag and a SHA-256. */
const MAX_DOCUMENT = 8 * 1024 * 1024
/** Bytes that every part but the last must have. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART = 5 * 1024 * 1024
/** Bytes that are copied at once. */
const PIECE = 1024 * 1024

const readAt = promisify(read)

export async function completeMultipartUpload(request: S3Request): Promise<Reply> {
  const { state, bucket, key, headers, body } = request
  const place = placeOf(state, bucket)
  const { upload } = findUpload(request)
  const options = checkPut(place, key, headers)
  const wanted = readWanted(await body.receiveText(MAX_DOCUMENT), upload)
  const parts = chooseParts(wanted, state.uploads.parts(upload.id))
  checkSize(headers["x-amz-mp-object-size"], parts)
  const record = await storeObject(state, place, key, options, async (descriptor) => {
    const paths = parts.map(({ file }) => state.uploads.partPath(upload.id, file))
    const digest =
      upload.plan.type === "FULL_OBJECT" ? makeDigest(upload.plan.algorithm ?? DEFAULT_ALGORITHM) : null
    await joinFiles(paths, descriptor, digest)
    const checksum = checksumOf(upload, parts, digest)
    checkChecksum(headers, checksum)
    return recordOf(upload, parts, checksum)
  })
  state.uploads.remove(upload.id)
  return replyXml("CompleteMultipartUploadResult", {
    Location: `/${bucket}/${key}`,
    Bucket: bucket,
    Key: key,
    ETag: record.etag,
    ...checksumElements(record),
  })
}

type Wanted = { readonly number: number; readonly etag: string; readonly checksum: string | null }

function readWanted(source: string, { plan }: Upload): readonly Wanted[] {
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
  return wanted
}

function chooseParts(wanted: readonly Wanted[], stored: readonly Part[]): readonly Part[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]))
  return wanted.map(({ number, etag, checksum }, at) => {
    const part = byNumber.get(number)
    if (part === undefined || part.md5 !== etag || (checksum !== null && checksum !== part.checksum))
      throw new S3Error(
        400,
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { PartNumber: String(number), ETag: etag },
      )
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

function checkSize(header: string | undefined, parts: readonly Part[]): void {
  if (header === undefined) return
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  if (header !== String(size))
    throw invalidRequest(
      `The parts have ${size} bytes, where x-amz-mp-object-size says ${header.slice(0, 100)}.`,
    )
}

async function joinFiles(paths: readonly string[], to: number, digest: Digest | null): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(PIECE)
  for (const path of paths) {
    const from = openSync(path, "r")
    try {
      while (true) {
        const { bytesRead } = await readAt(from, buffer, 0, PIECE, null)
        if (bytesRead === 0) break
        const bytes = buffer.subarray(0, bytesRead)
        digest?.update(bytes)
        await writeFully(to, bytes)
      }
    } finally {
      closeSync(from)
    }
  }
}

function checksumOf({ plan }: Upload, parts: readonly Part[], digest: Digest | null): Checksum {
  const algorithm = plan.algorithm ?? DEFAULT_ALGORITHM
  if (digest !== null) return { algorithm, value: digest.end().toString("base64"), type: "FULL_OBJECT" }
  const whole = makeDigest(algorithm)
  for (const { checksum } of parts) whole.update(Buffer.from(checksum ?? "", "base64"))
  return { algorithm, value: `${whole.end().toString("base64")}-${parts.length}`, type: "COMPOSITE" }
}

/** A checksum of the whole that the request may give, with or without the number of parts. */
function checkChecksum(headers: S3Request["headers"], { algorithm, value }: Checksum): void {
  const header = checksumHeader(algorithm)
  const wanted = headers[header]
  if (wanted === undefined) return
  const digest = wanted.replace(/-\d+$/, "")
  readDigest(algorithm, header, digest)
  if (digest !== value.replace(/-\d+$/, ""))
    throw new S3Error(
      400,
      "BadDigest",
      `The ${algorithm} you specified did not match the calculated checksum.`,
      {
        ExpectedDigest: wanted,
        CalculatedDigest: value,
      },
    )
}

function recordOf({ plan }: Upload, parts: readonly Part[], checksum: Checksum): ObjectRecord {
  const md5 = createHash("md5")
  for (const part of parts) md5.update(part.md5, "hex")
  const { headers, metadata, tags } = plan
  return {
    headers,
    metadata,
    tags,
    etag: `"${md5.digest("hex")}-${parts.length}"`,
    checksum,
    parts: parts.map(({ size, checksum: own }, at) => {
      return { number: at + 1, size, checksum: plan.algorithm === null ? null : own }
    }),
  }
}
