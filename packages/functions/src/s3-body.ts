import { setTimeout as sleep } from "node:timers/promises"
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3"
import { ObjectCorrupted, objectUri, StoreFailed } from "@mapfold/core/store/errors"
import { type Digests, isOfParts, md5OfEtag } from "./s3-digest.ts"
import { toReadError } from "./s3-errors.ts"
import { pauseBefore, type RetryCount } from "./s3-retries.ts"

/** An object, as the store's users call it and as S3 does, and what it is read with. */
export type S3Place = {
  readonly client: S3Client
  readonly bucket: string
  readonly key: string
  readonly address: { readonly Bucket: string; readonly Key: string }
  readonly retries: RetryCount
  readonly digests: Digests
}

/** The body of an object. */
export type S3Body = {
  /** Bytes. */
  readonly size: number
  readonly etag: string
  /** In hex; null where it is not known. */
  readonly md5: string | null
  /** Whether the client compares the bytes with a checksum, which the object may have. */
  readonly isChecked: boolean
  /** The next bytes, or null at the end. Throws `ObjectCorrupted` in place of the last where the client's checksum is wrong. */
  next(): Promise<Uint8Array | null>
  /** Begins again with the first byte: what has come was not what was sent. */
  restart(why: Error): Promise<void>
  close(): void
}

/** Node's stream of an answer. */
type Stream = AsyncIterable<Uint8Array> & { destroy(): void; resume(): void }

/**
 * Opens an object's body. Where the connection breaks it is taken up again there, as often in all as any request is sent, and with
 * If-Match: so it is one object to the end, or an error.
 */
export async function openS3Body(place: S3Place, ifMatch: string | undefined): Promise<S3Body> {
  const { bucket, key } = place
  const answer = await request(place, ifMatch, 0)
  const { ContentLength: size, ETag: etag = "" } = answer
  if (size === undefined)
    throw new StoreFailed(`${objectUri(bucket, key)} cannot be read`, "the answer does not say its length")
  let stream = streamOf(answer)
  let chunks = stream[Symbol.asyncIterator]()
  let received = 0
  let again = 0
  let isOpen = true

  async function next(): Promise<Uint8Array | null> {
    while (true) {
      try {
        const chunk = await chunks.next()
        if (!chunk.done) {
          received += chunk.value.length
          // The last bytes are handed out once the end has come after them: that is where the client says what it found.
          if (received >= size!) await chunks.next()
          return chunk.value
        }
        if (received >= size!) return null
        throw new Error(`the connection ended after ${received} of ${size} bytes`)
      } catch (error) {
        // All bytes, and an error: the client has found a wrong checksum.
        if (received >= size!) throw new ObjectCorrupted(bucket, key, (error as Error).message)
        await askAgain(received, error)
      }
    }
  }

  async function askAgain(from: number, why: unknown): Promise<void> {
    again++
    if (!isOpen || again >= (await place.client.config.maxAttempts()))
      throw new StoreFailed(`${objectUri(bucket, key)} cannot be read to its end`, why)
    stream.destroy()
    place.retries.add(1)
    await sleep(pauseBefore(again, { errorType: "TRANSIENT" }))
    stream = streamOf(await request(place, etag, from))
    chunks = stream[Symbol.asyncIterator]()
    received = from
  }

  return {
    ...{ size, etag, md5: md5OfEtag(place.address.Bucket, answer), isChecked: wantsChecksum(ifMatch, 0) },
    next,
    restart: (why) => askAgain(0, why),
    /** A body that has come whole is left to end, so that its connection is used again. */
    close() {
      isOpen = false
      if (received < size) stream.destroy()
      else stream.resume()
    },
  }
}

async function request(
  { client, bucket, key, address, retries }: S3Place,
  ifMatch: string | undefined,
  from: number,
): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({
    ...address,
    ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
    ...(from === 0 ? {} : { Range: `bytes=${from}-` }),
    // An ETag of parts tells nothing of the bytes: the client checks what checksum the object may have.
    ...(ifMatch !== undefined && from === 0 && isOfParts(ifMatch)
      ? { ChecksumMode: "ENABLED" as const }
      : {}),
  })
  try {
    return await retries.of(client.send(command))
  } catch (error) {
    throw toReadError(error, bucket, key, ifMatch)
  }
}

/** An ETag of parts tells nothing of the bytes. S3 has no checksum of the rest of an object. */
function wantsChecksum(ifMatch: string | undefined, from: number): boolean {
  return from === 0 && ifMatch !== undefined && isOfParts(ifMatch)
}

function streamOf({ Body }: GetObjectCommandOutput): Stream {
  return Body as unknown as Stream
}
