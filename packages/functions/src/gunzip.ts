import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createGunzip, gunzipSync } from "node:zlib"
import { CutGzip, GzipBomb, MalformedGzip } from "@mapfold/core/errors"
import { type Gunzip, isBomb } from "@mapfold/core/rows/gzip-source"
import type { ByteSource } from "@mapfold/core/rows/row-reader"
import type { MaybePromise } from "@mapfold/core/store/object-store"

/** Up to so many bytes, an object is unzipped in one call, with no threads and no promises. */
const SMALL_COMPRESSED = 4 * 1024 * 1024
const SMALL_UNZIPPED = 32 * 1024 * 1024
const PIECE = 256 * 1024

/** Unzips by node:zlib: a small object at once, any other as a stream. */
export const gunzip: Gunzip = (source) => {
  let inner: ByteSource | undefined
  return {
    read(into) {
      if (inner !== undefined) return inner.read(into)
      const opened = openSource(source)
      if (opened instanceof Promise) {
        return opened.then((later) => {
          inner = later
          return later.read(into)
        })
      }
      inner = opened
      return opened.read(into)
    },
  }
}

/** Reads ahead as far as a small object goes, to see which of the two ways is right. */
function openSource(source: ByteSource): MaybePromise<ByteSource> {
  const start = makeStart()
  while (!start.isLarge()) {
    const count = source.read(start.room())
    if (count instanceof Promise) return count.then((later) => openLater(source, start, later))
    if (!start.take(count)) return unzipAtOnce(start.bytes())
  }
  return unzipAsStream(start.bytes(), source)
}

async function openLater(source: ByteSource, start: Start, first: number): Promise<ByteSource> {
  for (let count = first; start.take(count); count = await source.read(start.room())) {
    if (start.isLarge()) return unzipAsStream(start.bytes(), source)
  }
  return unzipAtOnce(start.bytes())
}

type Start = ReturnType<typeof makeStart>

/** Collects the first bytes of an object, however small the pieces that they come in. */
function makeStart() {
  const full: Uint8Array[] = []
  let piece = new Uint8Array(PIECE)
  let filled = 0
  return {
    isLarge: () => full.length * PIECE >= SMALL_COMPRESSED,
    room: () => piece.subarray(filled),
    /** Answers whether there were any. */
    take(count: number): boolean {
      filled += count
      if (filled === PIECE) {
        full.push(piece)
        piece = new Uint8Array(PIECE)
        filled = 0
      }
      return count > 0
    },
    bytes: () => Buffer.concat([...full, piece.subarray(0, filled)]),
  }
}

function unzipAtOnce(compressed: Buffer): ByteSource {
  try {
    // With "info" zlib tells how much it consumed; its types do not know that yet.
    const options = { maxOutputLength: SMALL_UNZIPPED, info: true }
    const { buffer, engine } = gunzipSync(compressed, options) as unknown as {
      readonly buffer: Buffer
      readonly engine: { readonly bytesWritten: number }
    }
    checkRest(engine.bytesWritten, { bytes: compressed.length, upToZeros: lengthUpToZeros(compressed) })
    return fromBytes(buffer)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") throw translate(error)
    return unzipAsStream(compressed, { read: () => 0 })
  }
}

function fromBytes(bytes: Uint8Array): ByteSource {
  let at = 0
  return {
    read(into) {
      const piece = bytes.subarray(at, at + into.length)
      into.set(piece)
      at += piece.length
      return piece.length
    },
  }
}

/** Lets the object flow through a zlib stream, which holds a few pieces at a time, and hands on what comes out. */
function unzipAsStream(start: Buffer, source: ByteSource): ByteSource {
  const given: Given = { bytes: 0, upToZeros: 0 }
  const stream = createGunzip({ chunkSize: PIECE })
  const flow = pipeline(Readable.from(piecesOf(start, source, given), { objectMode: false }), stream)
  // Its error reaches the reader through the stream.
  flow.catch(() => {})
  const output = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let rest: Buffer = Buffer.alloc(0)
  let unzipped = 0

  async function nextPiece(): Promise<boolean> {
    const { value, done } = await output.next()
    if (done) {
      await flow
      checkRest(stream.bytesWritten, given)
      return false
    }
    rest = value
    unzipped += rest.length
    if (isBomb(stream.bytesWritten, unzipped)) throw new GzipBomb(unzipped, stream.bytesWritten)
    return true
  }

  return {
    async read(into) {
      try {
        if (rest.length === 0 && !(await nextPiece())) return 0
        const piece = rest.subarray(0, into.length)
        into.set(piece)
        rest = rest.subarray(piece.length)
        return piece.length
      } catch (error) {
        stream.destroy()
        throw translate(error)
      }
    },
  }
}

/** What the unzipper was given: bytes, and how many of them there were up to the last one that is not zero. */
type Given = { bytes: number; upToZeros: number }

async function* piecesOf(start: Buffer, source: ByteSource, given: Given) {
  let piece = start
  while (piece.length > 0) {
    const length = lengthUpToZeros(piece)
    if (length > 0) given.upToZeros = given.bytes + length
    given.bytes += piece.length
    yield piece
    piece = await readPiece(source)
  }
}

/** As many bytes as a piece has, unless the object ends. */
async function readPiece(source: ByteSource): Promise<Buffer> {
  const piece = Buffer.alloc(PIECE)
  let filled = 0
  while (filled < PIECE) {
    const count = await source.read(piece.subarray(filled))
    if (count === 0) break
    filled += count
  }
  return piece.subarray(0, filled)
}

function lengthUpToZeros(bytes: Uint8Array): number {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0) length--
  return length
}

/** Zeros are padding (tape archives have it); anything else would be lost if it were not spoken of. */
function checkRest(consumed: number, { bytes, upToZeros }: Given): void {
  if (upToZeros > consumed) throw new MalformedGzip(`${bytes - consumed} bytes follow its end`)
}

function translate(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === "Z_BUF_ERROR") return new CutGzip()
  return code?.startsWith("Z_") ? new MalformedGzip(message) : error
}
