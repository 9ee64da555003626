import { crc32 } from "node:zlib"
import { PutObjectCommand } from "@aws-sdk/client-s3"
import type { PutOptions } from "@mapfold/core/store/object-store"
import type { S3Place } from "./s3-body.ts"
import { toWriteError } from "./s3-errors.ts"
import { openS3Object } from "./s3-reader.ts"
import { retriesOf } from "./s3-retries.ts"

/**
 * Puts an object with its CRC32, so that S3 refuses a body that did not arrive as it was sent (`BadDigest`).
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function putS3Object(
  place: S3Place,
  body: Uint8Array,
  { ifMatch, ifNoneMatch, contentType }: PutOptions,
): Promise<{ readonly etag: string }> {
  const { client, bucket, key, address, retries } = place
  const command = new PutObjectCommand({
    ...address,
    Body: body,
    ChecksumCRC32: checksumOf(body),
    ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { IfNoneMatch: ifNoneMatch }),
    ...(contentType === undefined ? {} : { ContentType: contentType }),
  })
  try {
    const answer = await retries.of(client.send(command))
    return { etag: answer.ETag ?? "" }
  } catch (error) {
    const failure = toWriteError(error, bucket, key, ifMatch ?? ifNoneMatch)
    if (failure.name !== "PreconditionFailed" || retriesOf(error) === 0) throw failure
    // An attempt whose answer was lost may have written it: then its own object is what the next one was refused for.
    const etag = await findEqual(place, body)
    if (etag === null) throw failure
    return { etag }
  }
}

/** Base64 of its four bytes, the highest first. */
function checksumOf(body: Uint8Array): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString("base64")
}

/** The ETag of the object where it has these bytes, else null. */
async function findEqual(place: S3Place, body: Uint8Array): Promise<string | null> {
  const reader = await openS3Object(place, undefined).catch(() => null)
  if (reader === null) return null
  try {
    if (reader.size !== body.length) return null
    const found = new Uint8Array(reader.size)
    for (let filled = 0; filled < found.length; ) {
      const count = await reader.read(found.subarray(filled))
      if (count === 0) return null
      filled += count
    }
    return Buffer.compare(found, body) === 0 ? reader.etag : null
  } finally {
    reader.close()
  }
}
