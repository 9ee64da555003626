import { compareKeys } from "@mapfold/core/store/key-order"
import type { BucketFolder } from "../../store/folder-reader.ts"
import { type Cursor, type Met, walkFolder } from "../../store/walk-folder.ts"
import { describe } from "../find-object.ts"
import { type Reply, replyXml } from "../reply.ts"
import { invalidArgument } from "../s3-error.ts"
import { placeOf, type S3Request, type S3State } from "../s3-state.ts"
import { encodeKey } from "../xml/encode-key.ts"
import type { Content } from "../xml/write-xml.ts"
import { OWNER } from "./list-buckets.ts"
import { readToken, writeToken } from "./page-token.ts"
import { readCount } from "./read-count.ts"

/** The most that is answered at once. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const MAX_KEYS = 1_000

export async function listObjectsV2({ state, bucket, query }: S3Request): Promise<Reply> {
  const place = placeOf(state, bucket)
  const asked = readAsked(query)
  const token = query.get("continuation-token")
  const startAfter = query.get("start-after")
  const after = token === undefined ? (startAfter ?? "") : readToken(token)
  const page = readPage(place, { ...asked, after })
  const { encode } = asked
  const withOwner = query.get("fetch-owner") === "true"
  return replyXml("ListBucketResult", {
    ...head(bucket, asked),
    KeyCount: page.objects.length + page.prefixes.length,
    ContinuationToken: token,
    NextContinuationToken: page.next === null ? undefined : writeToken(page.next),
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    IsTruncated: page.next !== null,
    Contents: page.objects.map((met) => writeObject(state, place, met, encode, withOwner)),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  })
}

/** The older form, which pages by keys. */
export async function listObjects({ state, bucket, query }: S3Request): Promise<Reply> {
  const place = placeOf(state, bucket)
  const asked = readAsked(query)
  const { encode } = asked
  const after = query.get("marker") ?? ""
  const page = readPage(place, { ...asked, after })
  return replyXml("ListBucketResult", {
    ...head(bucket, asked),
    Marker: encode(after),
    // Without a delimiter, the last key is the marker. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
    NextMarker: page.next === null || asked.delimiter === "" ? undefined : encode(page.next),
    IsTruncated: page.next !== null,
    Contents: page.objects.map((met) => writeObject(state, place, met, encode, true)),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  })
}

type Asked = {
  readonly prefix: string
  /** Empty where keys are not to be grouped. */
  readonly delimiter: string
  readonly most: number
  readonly encode: (key: string) => string
  readonly isEncoded: boolean
}

function readAsked(query: ReadonlyMap<string, string>): Asked {
  const encoding = query.get("encoding-type")
  if (encoding !== undefined && encoding !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encoding)
  const isEncoded = encoding === "url"
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    most: readCount("max-keys", query.get("max-keys"), MAX_KEYS),
    encode: isEncoded ? encodeKey : (key) => key,
    isEncoded,
  }
}

function head(
  bucket: string,
  { prefix, delimiter, most, encode, isEncoded }: Asked,
): Record<string, Content | undefined> {
  return {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    MaxKeys: most,
    EncodingType: isEncoded ? "url" : undefined,
  }
}

function writeObject(
  state: S3State,
  place: BucketFolder,
  { key, stats }: Met,
  encode: (key: string) => string,
  withOwner: boolean,
): Content {
  const { record, lastModified, size } = describe(state, place, key, stats)
  return {
    Key: encode(key),
    LastModified: new Date(lastModified).toISOString(),
    ETag: record.etag,
    ChecksumAlgorithm: record.checksum?.algorithm,
    ChecksumType: record.checksum?.type,
    Size: size,
    StorageClass: "STANDARD",
    Owner: withOwner ? OWNER : undefined,
  }
}

type Page = {
  readonly objects: readonly Met[]
  readonly prefixes: readonly string[]
  /** The last key or common prefix of the page where there are more, else null. */
  readonly next: string | null
}

/**
 * The keys after `after`, and once for each the beginnings that end in the delimiter.
 *
 * A common prefix counts as a key of its name: it is listed only where it comes after `after`, so that a page which
 * begins after one does not list it again.
 */
function readPage(
  place: BucketFolder,
  { prefix, delimiter, most, after }: Asked & { readonly after: string },
): Page {
  const objects: Met[] = []
  const prefixes: string[] = []
  const cursor: Cursor = { after, skip: null }
  let last: string | null = null
  if (most === 0) return { objects, prefixes, next: null }
  for (const met of walkFolder(place, prefix, cursor)) {
    const end = delimiter === "" ? -1 : met.key.indexOf(delimiter, prefix.length)
    const common = end < 0 ? null : met.key.slice(0, end + delimiter.length)
    if (common !== null) cursor.skip = common
    if (common !== null && compareKeys(common, after) <= 0) continue
    if (objects.length + prefixes.length === most) return { objects, prefixes, next: last }
    if (common === null) objects.push(met)
    else prefixes.push(common)
    last = common ?? met.key
  }
  return { objects, prefixes, next: null }
}
