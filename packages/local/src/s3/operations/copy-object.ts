import { closeSync } from "node:fs"
import { ChecksumAlgorithm, type ObjectRecord } from "../../store/object-record.ts"
import { DEFAULT_ALGORITHM } from "../body/receive-body.ts"
import { findStored } from "../find-object.ts"
import { readObjectHeaders } from "../object-headers.ts"
import { type Reply, replyXml } from "../reply.ts"
import { invalidArgument, invalidRequest } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import { copyBytes } from "./copy-bytes.ts"
import { openSource, type Source } from "./copy-source.ts"
import { checksumElements } from "./get-object-attributes.ts"
import { checkPut, storeObject } from "./put-object.ts"

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

/** With one of these, an object may be copied to itself, whatever it says. */
const CHANGING = ["x-amz-checksum-algorithm", "x-amz-storage-class"]

type Described = Pick<ObjectRecord, "headers" | "metadata" | "tags">

/** What the copy's record takes from the source, and what from the request. */
function describeCopy({ bucket, key, headers }: S3Request, source: Source): Described {
  const given = readObjectHeaders(headers)
  const replaces = readDirective(headers["x-amz-metadata-directive"], "x-amz-metadata-directive")
  const replacesTags = readDirective(headers["x-amz-tagging-directive"], "x-amz-tagging-directive")
  const changes = replaces || CHANGING.some((name) => headers[name] !== undefined)
  if (!changes && source.bucket === bucket && source.key === key)
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
