import { write, writeSync } from "node:fs"
import { promisify } from "node:util"
import type { PutOptions } from "@mapfold/core/store/object-store"
import { type BucketFolder, headFile } from "../../store/folder-reader.ts"
import { writeObject } from "../../store/folder-writer.ts"
import type { ObjectRecord } from "../../store/object-record.ts"
import type { Headers } from "../body/headers.ts"
import type { Received } from "../body/receive-body.ts"
import { matches } from "../conditions.ts"
import { readObjectHeaders, writeChecksumHeaders } from "../object-headers.ts"
import { type Reply, reply } from "../reply.ts"
import { noSuchKey, notImplemented, preconditionFailed } from "../s3-error.ts"
import { placeOf, type S3Request, type S3State } from "../s3-state.ts"

const writeAt = promisify(write)

/** Bytes of a body that holds nobody else up while it is written. */
const SMALL = 256 * 1024

export async function putObject({ state, bucket, key, headers, body }: S3Request): Promise<Reply> {
  const place = placeOf(state, bucket)
  const described = readObjectHeaders(headers)
  const options = checkPut(place, key, headers)
  const write = body.plan().length <= SMALL ? writeNow : writeFully
  const record = await storeObject(state, place, key, options, async (descriptor) => {
    const received = await body.receive((bytes) => write(descriptor, bytes))
    return recordOf(received, described)
  })
  return reply(200, { etag: record.etag, ...writeChecksumHeaders(record) })
}

function recordOf(
  { md5, checksum }: Received,
  described: Pick<ObjectRecord, "headers" | "metadata" | "tags">,
): ObjectRecord {
  return {
    ...described,
    etag: `"${md5.toString("hex")}"`,
    checksum: {
      algorithm: checksum.algorithm,
      value: checksum.value.toString("base64"),
      type: "FULL_OBJECT",
    },
    parts: [],
  }
}

/** For little: waking another thread takes longer than the write. */
function writeNow(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
}

export async function writeFully(descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await writeAt(descriptor, bytes, at)).bytesWritten
}

/**
 * What a put depends on, looked at before its body is read: most that will fail fail here. Whether it still holds is seen
 * again when the object takes its place.
 */
export function checkPut(place: BucketFolder, key: string, headers: Headers): PutOptions {
  const ifMatch = headers["if-match"]
  const ifNoneMatch = headers["if-none-match"]
  if (ifMatch === undefined && ifNoneMatch === undefined) return {}
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*")
    throw notImplemented(`If-None-Match: ${ifNoneMatch} for a put`)
  const found = headFile(place, key)
  if (ifNoneMatch !== undefined && found !== null) throw preconditionFailed("If-None-Match")
  if (ifMatch === undefined) return { ifNoneMatch: "*" }
  if (found === null) throw noSuchKey(key)
  if (!matches(ifMatch, found.etag)) throw preconditionFailed("If-Match")
  return { ifMatch: found.etag }
}

/** Puts an object whose record is known when its bytes have been written. */
export async function storeObject(
  state: S3State,
  place: BucketFolder,
  key: string,
  options: PutOptions,
  fill: (descriptor: number) => Promise<ObjectRecord>,
): Promise<ObjectRecord> {
  let record: ObjectRecord | undefined
  const book = state.register.bookFor(place.folder, key, () => record!)
  await writeObject(place, key, options, book, async (descriptor) => {
    record = await fill(descriptor)
  }).catch((error) => {
    // The bucket may have been removed meanwhile: that is why then.
    placeOf(state, place.bucket)
    throw error
  })
  return record!
}
