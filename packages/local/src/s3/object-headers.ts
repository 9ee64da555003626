import type { ObjectRecord } from "../store/object-record.ts"
import type { Headers } from "./body/headers.ts"
import { checksumHeader } from "./body/planned-checksum.ts"
import type { FoundObject } from "./find-object.ts"
import { invalidArgument, notImplemented, S3Error } from "./s3-error.ts"
import { readTags } from "./tags.ts"

/** The headers that an object keeps as they are. */
const KEPT = ["cache-control", "content-disposition", "content-language", "content-type", "expires"] as const

/** What S3 says of an object whose type nobody said. */
const DEFAULT_TYPE = "binary/octet-stream"

/** Bytes of all metadata. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const MAX_METADATA = 2_048
const METADATA = "x-amz-meta-"

/** Headers that would change what is done, and do nothing here; what they may say all the same. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  "x-amz-storage-class": ["STANDARD"],
  "x-amz-acl": ["private", "bucket-owner-full-control"],
  "x-amz-bucket-object-lock-enabled": ["false"],
  "x-amz-object-ownership": ["BucketOwnerEnforced"],
}
const UNKNOWN =
  /^x-amz-(?:server-side-encryption|object-lock|grant|website-redirect|copy-source-server|write-offset)/

/** What a request says of the object that it puts. Throws an S3Error. */
export function readObjectHeaders(headers: Headers): Pick<ObjectRecord, "headers" | "metadata" | "tags"> {
  refuseUnknown(headers)
  const kept = KEPT.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const]))
  const encoding = withoutChunks(headers["content-encoding"])
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(METADATA) && value !== undefined ? [[name.slice(METADATA.length), value] as const] : [],
  )
  const size = metadata.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (size > MAX_METADATA)
    throw new S3Error(
      400,
      "MetadataTooLarge",
      "Your metadata headers exceed the maximum allowed metadata size",
      {
        Size: String(size),
        MaxSizeAllowed: String(MAX_METADATA),
      },
    )
  return {
    headers: Object.fromEntries(encoding === "" ? kept : [...kept, ["content-encoding", encoding]]),
    metadata: Object.fromEntries(metadata),
    tags: readTags(headers["x-amz-tagging"]),
  }
}

/** Throws where a header asks for what this endpoint does not do. */
export function refuseUnknown(headers: Headers): void {
  for (const name of Object.keys(headers)) {
    const allowed = WITHOUT_EFFECT[name]
    const isRefused = allowed === undefined ? UNKNOWN.test(name) : !allowed.includes(headers[name] ?? "")
    if (isRefused) throw notImplemented(`header ${name}: ${headers[name]}`)
  }
}

/** The object's own encoding: aws-chunked is how it was sent. */
function withoutChunks(encoding = ""): string {
  return encoding
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "" && each !== "aws-chunked")
    .join(",")
}

/** The headers that an object is answered with; its checksum only where it is asked for. */
export function writeObjectHeaders(
  { record, lastModified }: FoundObject,
  withChecksum: boolean,
): Record<string, string> {
  const tagged: Record<string, string> =
    record.tags.length === 0 ? {} : { "x-amz-tagging-count": String(record.tags.length) }
  const metadata = Object.entries(record.metadata).map(([name, value]) => {
    return [`${METADATA}${name}`, writeMetadata(value)]
  })
  return {
    "content-type": DEFAULT_TYPE,
    ...record.headers,
    ...Object.fromEntries(metadata),
    ...tagged,
    ...(withChecksum ? writeChecksumHeaders(record) : {}),
    etag: record.etag,
    "last-modified": new Date(lastModified).toUTCString(),
    "accept-ranges": "bytes",
  }
}

/**
 * What is no ASCII is answered as RFC 2047 says, each byte of the header that was sent taken for a character.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
function writeMetadata(value: string): string {
  const isPlain = /^[\t\x20-\x7e]*$/.test(value)
  return isPlain ? value : `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`
}

export function writeChecksumHeaders({ checksum }: Pick<ObjectRecord, "checksum">): Record<string, string> {
  if (checksum === null) return {}
  return { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type }
}

/** The query's response-content-type and its like, which replace headers of the answer. */
export function readOverrides(query: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...KEPT, "content-encoding"].flatMap((name) => {
      const value = query.get(`response-${name}`)
      if (value === undefined) return []
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
        throw invalidArgument(
          "Header value cannot be represented using ISO-8859-1.",
          `response-${name}`,
          value,
        )
      return [[name, value]]
    }),
  )
}
