import { incompleteBody, invalidRequest, S3Error } from "../s3-error.ts"
import type { ChunkVerifier } from "../sigv4/signed-chunks.ts"

/** Bytes of a line that opens a chunk: a length, and 64 digits of signature behind `;chunk-signature=`. */
const MAX_CHUNK_LINE = 256
/** Bytes of all trailing headers together. */
const MAX_TRAILER = 16 * 1024
/** Hexadecimal digits of a chunk's length: 1 TB is more than an object may have. */
const MAX_LENGTH_DIGITS = 10

const LF = 10

/** Takes the framing off a body. Pieces go in as they come, however they are cut. */
export type ChunkedDecoder = {
  /** The bytes of the body that the piece holds: views of it. Throws where the piece breaks the framing or a signature. */
  push(piece: Uint8Array): Uint8Array[]
  /** The trailing headers, by names in lower case. Throws where the body was cut. */
  end(): ReadonlyMap<string, string>
}

type State = "length" | "bytes" | "after-bytes" | "trailer" | "done"

/**
 * Decodes `Content-Encoding: aws-chunked`: chunks, each of a line with its length in hexadecimal and then so many bytes, and
 * trailing headers. With a verifier each chunk, and the trailer, must be signed; without, a chunk's signature is ignored.
 *
 * Bytes are handed out before their chunk's signature has been seen: use nothing before `end` has answered.
 */
export function makeChunkedDecoder(verifier: ChunkVerifier | null, hasTrailer: boolean): ChunkedDecoder {
  let state: State = "length"
  let line = ""
  let left = 0
  let signature = ""
  const trailer: string[] = []

  function takeLine(text: string): void {
    if (state === "length") startChunk(text)
    else if (state === "after-bytes") {
      if (text !== "\r") throw broken("a chunk is longer than its length says")
      endChunk()
      state = "length"
    } else if (text !== "\r" && text !== "") trailer.push(text.replace(/\r$/, ""))
    else state = "done"
  }

  function startChunk(text: string): void {
    const parts = /^([0-9a-fA-F]+)(?:;chunk-signature=([0-9a-f]{64}))?\r$/.exec(text)
    if (parts === null) throw broken(`a chunk begins with ${JSON.stringify(text.slice(0, 100))}`)
    const [, length = "", claimed] = parts
    if (length.length > MAX_LENGTH_DIGITS) throw broken("a chunk is too long")
    if (verifier !== null && claimed === undefined) throw broken("a chunk has no signature")
    signature = claimed ?? ""
    left = Number.parseInt(length, 16)
    if (left > 0) state = "bytes"
    else {
      endChunk()
      // Without trailing headers, too, an empty line is the end.
      state = "trailer"
    }
  }

  function endChunk(): void {
    if (verifier !== null && !verifier.endChunk(signature)) throw wrongSignature("a chunk of the body")
  }

  /** Reads on to the end of a line, or of the piece, and answers where it stopped. */
  function readLine(piece: Uint8Array, from: number): number {
    const end = piece.indexOf(LF, from)
    const to = end < 0 ? piece.length : end
    line += Buffer.from(piece.buffer, piece.byteOffset + from, to - from).toString("latin1")
    const seen = trailer.reduce((sum, text) => sum + text.length, line.length)
    if (seen > (state === "trailer" ? MAX_TRAILER : MAX_CHUNK_LINE)) throw broken("a line of it is too long")
    if (end < 0) return to
    const text = line
    line = ""
    takeLine(text)
    return end + 1
  }

  return {
    push(piece) {
      const decoded: Uint8Array[] = []
      for (let at = 0; at < piece.length; ) {
        if (state === "done") throw broken("more follows its end")
        if (state !== "bytes") at = readLine(piece, at)
        else {
          const bytes = piece.subarray(at, at + left)
          verifier?.update(bytes)
          decoded.push(bytes)
          left -= bytes.length
          at += bytes.length
          if (left === 0) state = "after-bytes"
        }
      }
      return decoded
    },
    end() {
      if (state !== "done") throw incompleteBody("it ends within a chunk")
      return readTrailer(trailer, verifier, hasTrailer)
    },
  }
}

function readTrailer(
  lines: readonly string[],
  verifier: ChunkVerifier | null,
  hasTrailer: boolean,
): ReadonlyMap<string, string> {
  const headers = lines.map((text) => {
    const colon = text.indexOf(":")
    if (colon <= 0) throw broken(`its trailing header ${JSON.stringify(text.slice(0, 100))} is none`)
    return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()] as const
  })
  const names = headers.map(([name]) => name)
  if (new Set(names).size < names.length) throw broken("a trailing header is there twice")
  const signed = headers.filter(([name]) => name !== "x-amz-trailer-signature")
  if (!hasTrailer && signed.length > 0)
    throw broken(`it has the trailing header ${signed[0]?.[0]}, which was not announced`)
  if (verifier !== null && hasTrailer) {
    const claimed = headers.find(([name]) => name === "x-amz-trailer-signature")?.[1] ?? ""
    const text = signed.map((header) => `${header.join(":")}\n`).join("")
    if (!verifier.isTrailer(text, claimed)) throw wrongSignature("the trailing headers of the body")
  }
  return new Map(signed)
}

function broken(why: string): S3Error {
  return invalidRequest(`The body is not encoded as aws-chunked: ${why}`)
}

function wrongSignature(what: string): S3Error {
  return new S3Error(
    403,
    "SignatureDoesNotMatch",
    `The request signature we calculated does not match the signature you provided: that of ${what}.`,
  )
}
