import { compareKeys } from "@mapfold/core/store/key-order"
import type { ObjectStore, ObjectSummary } from "@mapfold/core/store/object-store"
import { isoSeconds } from "./iso-seconds.ts"

/** S3 answers at most as many at a time. */
const MAX_KEYS = 1_000

/** One page of a listing, as ListObjectsV2 answers it. Prefixes that the delimiter ends count as keys do. */
export async function listObjects(
  store: ObjectStore,
  fields: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { Bucket, Prefix = "", Delimiter = "", StartAfter, ContinuationToken } = fields
  const prefix = String(Prefix)
  const after = ContinuationToken === undefined ? String(StartAfter ?? "") : decodeToken(ContinuationToken)
  const limit = Math.min(Number(fields.MaxKeys ?? MAX_KEYS), MAX_KEYS)
  const contents: ObjectSummary[] = []
  const prefixes: string[] = []
  let last = after
  let isTruncated = false
  for await (const object of objectsAfter(store, String(Bucket), prefix, after)) {
    const common = commonPrefix(object.key, prefix, String(Delimiter))
    if (common !== undefined && (common === prefixes.at(-1) || common === after)) continue
    if (contents.length + prefixes.length >= limit) {
      isTruncated = limit > 0
      break
    }
    if (common === undefined) contents.push(object)
    else prefixes.push(common)
    last = common ?? object.key
  }
  return {
    ...(prefixes.length === 0 ? {} : { CommonPrefixes: prefixes.map((Prefix) => ({ Prefix })) }),
    ...(contents.length === 0 ? {} : { Contents: contents.map(toContent) }),
    ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    ...(Delimiter === "" ? {} : { Delimiter }),
    IsTruncated: isTruncated,
    KeyCount: contents.length + prefixes.length,
    MaxKeys: Number(fields.MaxKeys ?? MAX_KEYS),
    Name: Bucket,
    ...(isTruncated ? { NextContinuationToken: encodeToken(last) } : {}),
    Prefix: prefix,
    ...(StartAfter === undefined ? {} : { StartAfter }),
  }
}

async function* objectsAfter(
  store: ObjectStore,
  bucket: string,
  prefix: string,
  after: string,
): AsyncGenerator<ObjectSummary> {
  for await (const page of store.list(bucket, { prefix })) {
    for (const object of page) if (after === "" || compareKeys(object.key, after) > 0) yield object
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at === -1 ? undefined : key.slice(0, at + delimiter.length)
}

function toContent({ etag, key, lastModified, size }: ObjectSummary) {
  return {
    ...{ ETag: etag, Key: key, LastModified: isoSeconds(lastModified) },
    ...{ Size: size, StorageClass: "STANDARD" },
  }
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString("base64url")
}

function decodeToken(token: unknown): string {
  return Buffer.from(String(token), "base64url").toString()
}
