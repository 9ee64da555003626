import { closeSync, read } from "node:fs"
import { promisify } from "node:util"
import { type BucketFolder, openRegular } from "../../store/folder-reader.ts"
import { ChecksumAlgorithm, type ObjectRecord } from "../../store/object-record.ts"
import { checkKey, invalidUri } from "../address.ts"
import { makeDigest } from "../body/digest.ts"
import { DEFAULT_ALGORITHM } from "../body/receive-body.ts"
import { isUnmodified } from "../conditions.ts"
import { describe, type FoundObject, findStored } from "../find-object.ts"
import { readObjectHeaders } from "../object-headers.ts"
import type { Range } from "../range.ts"
import { type Reply, replyXml } from "../reply.ts"
import { invalidArgument, invalidRequest, preconditionFailed } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import { refuseVersion } from "./delete-objects.ts"
import { checksumElements } from "./get-object-attributes.ts"
import { checkPut, storeObject, writeFully } from "./put-object.ts"

/** Bytes that are copied at once. */
const PIECE = 1024 * 1024
const readAt = promisify(read)

export async function copyObject(request: S3Request): Promise<Reply> {
  const { state, bucket, key, headers } = request
  const place = placeOf(state, bucket)
  const source = openSource(request)
  try {
    const described = describeCopy(request, source)
    const options = checkPut(place, key, headers)
    const algorithm =
      readAlgorithm(headers["x-amz-checksum-algorithm"]) ?? source.found.record.checksum?.algorithm
    const record = await storeObject(state, place, key, options, async (descriptor) => {
      const whole = { first: 0, last: source.found.size - 1 }
      const copied = await copyBytes(source.descriptor, whole, algorithm ?? DEFAULT_ALGORITHM, descriptor)
      const checksum = {
        algorithm: copied.algorithm,
        value: copied.checksum.toString("base64"),
        type: "FULL_OBJECT" as const,
      }
      return { ...described, etag: `"${copied.md5.toString("hex")}"`, checksum, parts: [] }
    })
    return replyXml("CopyObjectResult", {
      LastModified: new Date(findStored(state, place, key).lastModified).toISOString(),
      ETag: record.etag,
      ...checksumElements(record),
    })
  } finally {
    closeSync(source.descriptor)
  }
}

/** An object that is to be copied, open. */
export type Source = {
  readonly bucket: string
  readonly key: string
  readonly place: BucketFolder
  readonly descriptor: number
  readonly found: FoundObject
}

/** Opens what x-amz-copy-source names, if its conditions hold. Whoever opens it closes its descriptor. */
export function openSource({ state, headers }: Pick<S3Request, "state" | "headers">): Source {
  const { bucket, key } = readSource(headers["x-amz-copy-source"] ?? "")
  const place = placeOf(state, bucket)
  const { descriptor, stats } = openRegular(place, key)
  try {
    const found = describe(state, place, key, stats)
    const { lastModified } = found
    if (isUnmodified(headers, { etag: found.record.etag, lastModified }, "x-amz-copy-source-"))
      throw preconditionFailed("x-amz-copy-source-If-None-Match or x-amz-copy-source-If-Modified-Since")
    return { bucket, key, place, descriptor, found }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function readSource(header: string): { readonly bucket: string; readonly key: string } {
  const [path = "", query = ""] = header.split("?versionId=")
  if (header.includes("?versionId=")) refuseVersion(query)
  try {
    const source = decodeURIComponent(path).replace(/^\//, "")
    const slash = source.indexOf("/")
    if (slash <= 0 || slash === source.length - 1)
      throw invalidArgument(
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
        "x-amz-copy-source",
        header,
      )
    const key = source.slice(slash + 1)
    checkKey(key)
    return { bucket: source.slice(0, slash), key }
  } catch (error) {
    throw error instanceof URIError ? invalidUri() : error
  }
}

type Described = Pick<ObjectRecord, "headers" | "metadata" | "tags">

/** What the copy's record takes from the source, and what from the request. */
function describeCopy({ bucket, key, headers }: S3Request, source: Source): Described {
  const given = readObjectHeaders(headers)
  const replaces = readDirective(headers["x-amz-metadata-directive"], "x-amz-metadata-directive")
  const replacesTags = readDirective(headers["x-amz-tagging-directive"], "x-amz-tagging-directive")
  if (!replaces && source.bucket === bucket && source.key === key && !headers["x-amz-checksum-algorithm"])
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
  const { record } = source.found
  return {
    headers: replaces ? given.headers : record.headers,
    metadata: replaces ? given.metadata : record.metadata,
    tags: replacesTags ? given.tags : record.tags,
  }
}

function readDirective(text: string | undefined, name: string): boolean {
  if (text === undefined || text === "COPY") return false
  if (text === "REPLACE") return true
  throw invalidArgument(
    `Unknown ${name === "x-amz-tagging-directive" ? "tagging" : "metadata"} directive.`,
    name,
    text,
  )
}

/** Throws `InvalidRequest` for a name that is none. */
export function readAlgorithm(text: string | undefined): ChecksumAlgorithm | undefined {
  if (text === undefined) return undefined
  const found = ChecksumAlgorithm.safeParse(text.toUpperCase())
  if (found.success) return found.data
  throw invalidRequest(
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  )
}

export type Copied = {
  readonly size: number
  readonly md5: Buffer
  readonly algorithm: ChecksumAlgorithm
  readonly checksum: Buffer
}

export async function copyBytes(
  from: number,
  { first, last }: Range,
  algorithm: ChecksumAlgorithm,
  to: number,
): Promise<Copied> {
  const md5 = makeDigest("MD5")
  const checksum = makeDigest(algorithm)
  const buffer = Buffer.allocUnsafeSlow(PIECE)
  let at = first
  while (at <= last) {
    const { bytesRead } = await readAt(from, buffer, 0, Math.min(PIECE, last - at + 1), at)
    if (bytesRead === 0) break
    const bytes = buffer.subarray(0, bytesRead)
    md5.update(bytes)
    checksum.update(bytes)
    await writeFully(to, bytes)
    at += bytesRead
  }
  return { size: at - first, md5: md5.end(), algorithm, checksum: checksum.end() }
}
