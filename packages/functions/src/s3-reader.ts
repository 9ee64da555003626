import { setTimeout as sleep } from "node:timers/promises"
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3"
import { ObjectClosed, objectUri, StoreFailed } from "@mapfold/core/store/errors"
import type { ObjectReader } from "@mapfold/core/store/object-store"
import { toReadError } from "./s3-errors.ts"

/** Connections that may break while one object is read: the client's own retries end where its body begins. */
const RESUMPTIONS = 4
/** Milliseconds. */
const FIRST_PAUSE = 50
const LONGEST_PAUSE = 2_000

/** The body of an answer: Node's stream of it. */
type Body = AsyncIterable<Uint8Array> & { destroy(): void; resume(): void }

type Place = { readonly client: S3Client; readonly bucket: string; readonly key: string }

/**
 * Opens an object. A connection that breaks is taken up again where it broke, at most four times, with If-Match: so what is
 * read is one object to the end, or an error.
 */
export async function openS3Object(place: Place, ifMatch: string | undefined): Promise<ObjectReader> {
  const { bucket, key } = place
  try {
    const answer = await request(place, ifMatch, 0)
    return makeReader(place, answer.ContentLength ?? 0, answer.ETag ?? "", answer.Body as unknown as Body)
  } catch (error) {
    throw toReadError(error, bucket, key, ifMatch)
  }
}

function request({ client, bucket, key }: Place, ifMatch: string | undefined, from: number) {
  return client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
      ...(from === 0 ? {} : { Range: `bytes=${from}-` }),
    }),
  )
}

function makeReader(place: Place, size: number, etag: string, first: Body): ObjectReader {
  const { bucket, key } = place
  let body = first
  let chunks = body[Symbol.asyncIterator]()
  let received = 0
  let rest: Uint8Array = new Uint8Array()
  let resumptions = 0
  let isOpen = true

  /** The next bytes, or null at the end. */
  async function receive(): Promise<Uint8Array | null> {
    while (true) {
      try {
        const next = await chunks.next()
        if (next.done && received < size)
          throw new Error(`the connection ended after ${received} of ${size} bytes`)
        if (next.done) return null
        received += next.value.length
        return next.value
      } catch (error) {
        if (!isOpen || resumptions === RESUMPTIONS)
          throw new StoreFailed(`${objectUri(bucket, key)} cannot be read to its end`, error)
        await resume()
      }
    }
  }

  async function resume(): Promise<void> {
    body.destroy()
    resumptions++
    await sleep(Math.random() * Math.min(FIRST_PAUSE * 2 ** resumptions, LONGEST_PAUSE))
    try {
      body = (await request(place, etag, received)).Body as unknown as Body
    } catch (error) {
      throw toReadError(error, bucket, key, etag)
    }
    chunks = body[Symbol.asyncIterator]()
  }

  /** Fills the buffer where the object has as much, so that who reads is called seldom. */
  async function read(into: Uint8Array): Promise<number> {
    if (!isOpen) throw new ObjectClosed(bucket, key)
    let filled = 0
    while (filled < into.length) {
      if (rest.length === 0) rest = (await receive()) ?? rest
      if (rest.length === 0) break
      const piece = rest.subarray(0, into.length - filled)
      into.set(piece, filled)
      filled += piece.length
      rest = rest.subarray(piece.length)
    }
    return filled
  }

  /** A body that has come whole is left to end, so that its connection is used again. */
  function close(): void {
    isOpen = false
    if (received < size) body.destroy()
    else body.resume()
  }

  return { size, etag, read, close }
}
