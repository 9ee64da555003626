import { createHash, type Hash } from "node:crypto"
import { ObjectClosed, ObjectCorrupted } from "@mapfold/core/store/errors"
import type { ObjectReader } from "@mapfold/core/store/object-store"
import { openS3Body, type S3Body, type S3Place } from "./s3-body.ts"

/**
 * Bytes of an object up to which its body is kept until it has been checked, so that a wrong one can be asked for again. A batch
 * reads one object at a time, a Lambda function has a thousand times the memory of a usual file.
 */
const KEPT = 32 * 1024 * 1024

/**
 * Opens an object. Where its MD5 is known, its bytes are compared with it: before any of them is handed out where there are at most
 * 32 MiB, and at the end where there are more, which then is `ObjectCorrupted`.
 */
export async function openS3Object(place: S3Place, ifMatch: string | undefined): Promise<ObjectReader> {
  const body = await openS3Body(place, ifMatch)
  const isKept = body.size <= KEPT
  const check = body.md5 !== null && place.digests.isTrusted() ? makeCheck(place, body.etag, body.md5) : null
  if (isKept && (check !== null || body.isChecked)) return makeReader(place, body, makeKept(body, check))
  return makeReader(place, body, check === null ? body.next : makeStreamed(body, check))
}

type Next = () => Promise<Uint8Array | null>

/** Compares bytes with what they should be; `end` throws `ObjectCorrupted`, and makes ready for another time. */
type Check = { add(bytes: Uint8Array): void; end(): void; begin(): void }

function makeCheck({ bucket, key, digests }: S3Place, etag: string, wanted: string): Check {
  let hash: Hash
  const begin = () => {
    hash = createHash("md5")
  }
  begin()
  return {
    begin,
    add: (bytes) => hash.update(bytes),
    end() {
      const found = hash.digest("hex")
      if (digests.accept(`${bucket}/${key} ${etag}`, wanted, found)) return
      throw new ObjectCorrupted(bucket, key, `their MD5 is ${found}, and its ETag says ${wanted}`)
    },
  }
}

/** Hands nothing out before all of it is sound. */
function makeKept(body: S3Body, check: Check | null): Next {
  const receive = async (): Promise<Uint8Array[]> => {
    while (true) {
      const received: Uint8Array[] = []
      try {
        for (let bytes = await body.next(); bytes !== null; bytes = await body.next()) {
          received.push(bytes)
          check?.add(bytes)
        }
        check?.end()
        return received
      } catch (error) {
        if (!(error instanceof ObjectCorrupted)) throw error
        await body.restart(error)
        check?.begin()
      }
    }
  }
  let held: Uint8Array[] | undefined
  return async () => {
    held ??= await receive()
    return held.shift() ?? null
  }
}

/** Hands all but the last bytes out as they come. */
function makeStreamed(body: S3Body, check: Check): Next {
  let received = 0
  return async () => {
    const bytes = await body.next()
    if (bytes === null) return null
    check.add(bytes)
    received += bytes.length
    if (received >= body.size) check.end()
    return bytes
  }
}

function makeReader({ bucket, key }: S3Place, { size, etag, close }: S3Body, next: Next): ObjectReader {
  let rest: Uint8Array = new Uint8Array()
  let isOpen = true

  /** Fills the buffer where the object has as much, so that who reads is called seldom. */
  async function read(into: Uint8Array): Promise<number> {
    if (!isOpen) throw new ObjectClosed(bucket, key)
    let filled = 0
    while (filled < into.length) {
      if (rest.length === 0) rest = (await next()) ?? rest
      if (rest.length === 0) break
      const piece = rest.subarray(0, into.length - filled)
      into.set(piece, filled)
      filled += piece.length
      rest = rest.subarray(piece.length)
    }
    return filled
  }

  return {
    ...{ size, etag, read },
    close() {
      isOpen = false
      close()
    },
  }
}
