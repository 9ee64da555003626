import type { ChecksumAlgorithm, ObjectRecord } from "../../store/object-record.ts"
import { unquote } from "../conditions.ts"
import { type FoundObject, findStored } from "../find-object.ts"
import { type Reply, replyXml } from "../reply.ts"
import { invalidArgument } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import type { Content } from "../xml/write-xml.ts"
import { readCount } from "./read-count.ts"

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"] as const
type Attribute = (typeof ATTRIBUTES)[number]

export async function getObjectAttributes({ state, bucket, key, headers }: S3Request): Promise<Reply> {
  const found = findStored(state, placeOf(state, bucket), key)
  const wanted = readAttributes(headers["x-amz-object-attributes"])
  const most = readCount("x-amz-max-parts", headers["x-amz-max-parts"], 1_000)
  const after = readCount("x-amz-part-number-marker", headers["x-amz-part-number-marker"], 0, 10_000)
  const all: Record<Attribute, Content | undefined> = {
    ETag: unquote(found.record.etag),
    Checksum: checksumElements(found.record),
    ObjectParts: partElements(found, after, most),
    StorageClass: "STANDARD",
    ObjectSize: found.size,
  }
  const content = Object.fromEntries(wanted.map((name) => [name, all[name]]))
  return replyXml("GetObjectAttributesResponse", content, {
    "last-modified": new Date(found.lastModified).toUTCString(),
  })
}

function readAttributes(header = ""): readonly Attribute[] {
  const names = header.split(",").map((name) => name.trim())
  const wanted = ATTRIBUTES.filter((name) => names.includes(name))
  if (wanted.length > 0 && wanted.length === new Set(names).size) return wanted
  throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", header)
}

/** A checksum as elements of a document: `<ChecksumCRC32>`, `<ChecksumType>`. */
export function checksumElements({
  checksum,
}: Pick<ObjectRecord, "checksum">): Record<string, string> | undefined {
  if (checksum === null) return undefined
  return { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }
}

export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`
}

function partElements({ record }: FoundObject, after: number, most: number): Content | undefined {
  const { parts, checksum } = record
  if (parts.length === 0) return undefined
  const rest = parts.filter(({ number }) => number > after)
  const page = rest.slice(0, most)
  // Only parts that have checksums of their own are listed. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
  const listed = checksum === null ? [] : page.filter((part) => part.checksum !== null)
  return {
    PartsCount: parts.length,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: rest.length > page.length,
    Part: listed.map((part) => ({
      PartNumber: part.number,
      Size: part.size,
      [checksumElement(checksum!.algorithm)]: part.checksum!,
    })),
  }
}
