import { closeSync, openSync, rmSync } from "node:fs"
import { makeDraftName } from "../../store/draft-name.ts"
import { checksumHeader } from "../body/planned-checksum.ts"
import { DEFAULT_ALGORITHM } from "../body/receive-body.ts"
import { readObjectHeaders } from "../object-headers.ts"
import type { Range } from "../range.ts"
import { type Reply, reply, replyXml } from "../reply.ts"
import { invalidArgument, invalidRequest, noSuchUpload } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import type { Part, Upload, UploadPlan } from "../uploads/upload-plan.ts"
import { copyBytes } from "./copy-bytes.ts"
import { readAlgorithm } from "./copy-object.ts"
import { openSource } from "./copy-source.ts"
import { checksumElement } from "./get-object-attributes.ts"
import { writeFully } from "./put-object.ts"

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MAX_PARTS = 10_000

export async function createMultipartUpload({ state, bucket, key, headers }: S3Request): Promise<Reply> {
  const place = placeOf(state, bucket)
  const plan: UploadPlan = { ...readObjectHeaders(headers), ...readChecksumPlan(headers) }
  state.uploads.expire(state.clock())
  const upload = state.uploads.begin(place.folder, key, plan)
  const told: Record<string, string> = {}
  if (plan.algorithm !== null) {
    told["x-amz-checksum-algorithm"] = plan.algorithm
    told["x-amz-checksum-type"] = plan.type
  }
  return replyXml("InitiateMultipartUploadResult", { Bucket: bucket, Key: key, UploadId: upload.id }, told)
}

/** A CRC can be made of the whole from the parts, a SHA cannot. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
function readChecksumPlan(headers: S3Request["headers"]): Pick<UploadPlan, "algorithm" | "type"> {
  const algorithm = readAlgorithm(headers["x-amz-checksum-algorithm"]) ?? null
  const type = headers["x-amz-checksum-type"]
  if (type === undefined) {
    const isWhole = algorithm === null || algorithm === "CRC64NVME"
    return { algorithm, type: isWhole ? "FULL_OBJECT" : "COMPOSITE" }
  }
  const isPossible =
    (type === "FULL_OBJECT" && algorithm?.startsWith("CRC") === true) ||
    (type === "COMPOSITE" && algorithm !== null && algorithm !== "CRC64NVME")
  if (isPossible) return { algorithm, type }
  throw invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm ?? "missing"} checksum algorithm.`,
  )
}

/** The upload that a request is part of. Throws `NoSuchUpload`. */
export function findUpload({ state, bucket, key, query }: S3Request): {
  readonly folder: string
  readonly upload: Upload
} {
  const id = query.get("uploadId") ?? ""
  const { folder } = placeOf(state, bucket)
  const upload = state.uploads.find(folder, key, id)
  if (upload === null) throw noSuchUpload(id)
  return { folder, upload }
}

export async function uploadPart(request: S3Request): Promise<Reply> {
  const { body } = request
  const { upload } = findUpload(request)
  const planned = body.plan().checksum
  const wanted = upload.plan.algorithm
  if (planned !== null && wanted !== null && planned.algorithm !== wanted)
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${wanted.toLowerCase()}, actual checksum Type: ${planned.algorithm.toLowerCase()}`,
    )
  const part = await storePart(request, upload, async (descriptor) => {
    const received = await body.receive((bytes) => writeFully(descriptor, bytes), wanted ?? DEFAULT_ALGORITHM)
    return { ...received, checksum: received.checksum.value, algorithm: received.checksum.algorithm }
  })
  return reply(200, { etag: `"${part.md5}"`, ...partChecksum(part, upload, checksumHeader) })
}

/** A part's checksum under the name that `nameOf` gives it; none where the upload names no algorithm. */
function partChecksum(
  { checksum }: Part,
  { plan }: Upload,
  nameOf: (algorithm: NonNullable<UploadPlan["algorithm"]>) => string,
): Record<string, string> {
  return plan.algorithm === null || checksum === null ? {} : { [nameOf(plan.algorithm)]: checksum }
}

export async function uploadPartCopy(request: S3Request): Promise<Reply> {
  const { headers } = request
  const { upload } = findUpload(request)
  const source = openSource(request)
  try {
    const { size } = source.found
    const text = headers["x-amz-copy-source-range"]
    const range = text === undefined ? { first: 0, last: size - 1 } : readSourceRange(text, size)
    const algorithm = upload.plan.algorithm ?? DEFAULT_ALGORITHM
    const part = await storePart(request, upload, (to) => copyBytes(source.descriptor, range, algorithm, to))
    return replyXml("CopyPartResult", {
      LastModified: new Date(part.modified).toISOString(),
      ETag: `"${part.md5}"`,
      ...partChecksum(part, upload, checksumElement),
    })
  } finally {
    closeSync(source.descriptor)
  }
}

/** Unlike a range that is read, this one has both ends, within the source: a part would be shorter than was meant. */
function readSourceRange(text: string, size: number): Range {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(text) ?? []
  const range = { first: Number(first), last: Number(last) }
  if (!(range.first <= range.last))
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
      text,
    )
  if (range.last < size) return range
  const message = `Range specified is not valid for source object of size: ${size}`
  throw invalidArgument(message, "x-amz-copy-source-range", text)
}

type Stored = { readonly size: number; readonly md5: Buffer; readonly checksum: Buffer }

/** Writes a part as `fill` does. What `fill` throws is thrown, and leaves nothing behind. */
async function storePart(
  request: S3Request,
  { id }: Upload,
  fill: (descriptor: number) => Promise<Stored>,
): Promise<Part> {
  const { state, query } = request
  const number = readPartNumber(query.get("partNumber"))
  const file = makeDraftName()
  const path = state.uploads.partPath(id, file)
  const descriptor = openSync(path, "wx")
  try {
    const { size, md5, checksum } = await fill(descriptor).finally(() => closeSync(descriptor))
    const modified = Math.floor(state.clock() / 1e3) * 1e3
    const part = {
      number,
      size,
      md5: md5.toString("hex"),
      checksum: checksum.toString("base64"),
      modified,
      file,
    }
    // It may have been given up meanwhile.
    findUpload(request)
    state.uploads.addPart(id, part)
    return part
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

function readPartNumber(text = ""): number {
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= MAX_PARTS) return Number(text)
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text)
}

export async function abortMultipartUpload(request: S3Request): Promise<Reply> {
  request.state.uploads.remove(findUpload(request).upload.id)
  return reply(204)
}
