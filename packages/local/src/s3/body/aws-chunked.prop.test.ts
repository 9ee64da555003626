import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type ChunkVerifier, makeChunkVerifier } from "../sigv4/signed-chunks.ts"
import type { VerifiedRequest } from "../sigv4/verify-request.ts"
import { makeChunkedDecoder } from "./aws-chunked.ts"
import { signChunks } from "./sign-chunks.fixture.ts"

const VERIFIED: VerifiedRequest = {
  key: Buffer.from("key"),
  scope: { day: "20261122", region: "eu-central-1", service: "s3" },
  time: "20261122T163158Z",
  signature: "0".repeat(64),
  payloadHash: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
}

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 })
const trailer = fc.constantFrom({}, { "x-amz-checksum-crc32": "AAAAAA==" }, { a: "b", "x-amz-meta": "c: d" })
/** Where a stream is cut into pieces, as parts of its length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map((part) => Math.round(part * bytes.length)), bytes.length].sort((a, b) => a - b)
  return places.slice(1).map((to, index) => bytes.subarray(places[index], to))
}

function decode(pieces: Iterable<Uint8Array>, verifier: ChunkVerifier | null, hasTrailer: boolean) {
  const decoder = makeChunkedDecoder(verifier, hasTrailer)
  const bytes = [...pieces].flatMap((piece) => decoder.push(piece).map((each) => Uint8Array.from(each)))
  return { bytes: Buffer.concat(bytes), trailer: Object.fromEntries(decoder.end()) }
}

describe("a body in chunks", () => {
  test("is what was sent, however the stream is cut, signed or not", () => {
    fc.assert(
      fc.property(chunks, trailer, cuts, fc.boolean(), (sent, headers, at, isSigned) => {
        const stream = signChunks(sent, headers, isSigned ? VERIFIED : null)
        const hasTrailer = Object.keys(headers).length > 0
        const verifier = isSigned ? makeChunkVerifier(VERIFIED) : null
        const found = decode(cut(stream, at), verifier, hasTrailer)
        expect(found).toEqual({ bytes: Buffer.concat(sent), trailer: headers })
      }),
      { numRuns: 500 },
    )
  })

  test("is the same byte by byte", () => {
    const stream = signChunks([Buffer.from("hello"), Buffer.alloc(300)], { a: "b" }, VERIFIED)
    const found = decode(
      cut(
        stream,
        [...stream.keys()].map((at) => at / stream.length),
      ),
      makeChunkVerifier(VERIFIED),
      true,
    )
    expect(found).toEqual({
      bytes: Buffer.concat([Buffer.from("hello"), Buffer.alloc(300)]),
      trailer: { a: "b" },
    })
  })

  test("is refused when any byte of it is another, or missing: signed, nothing passes", () => {
    fc.assert(
      fc.property(
        chunks,
        trailer,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (sent, headers, at, flip, drops) => {
          const stream = signChunks(sent, headers, VERIFIED)
          const place = at % stream.length
          const changed = Buffer.from(stream)
          changed[place]! ^= flip
          const broken = drops
            ? Buffer.concat([stream.subarray(0, place), stream.subarray(place + 1)])
            : changed
          const hasTrailer = Object.keys(headers).length > 0
          const whole = { bytes: Buffer.concat(sent), trailer: headers }
          try {
            // What changes no byte of the body (the case of a length's digit, a line's end) may pass, the body being the same.
            expect(decode([broken], makeChunkVerifier(VERIFIED), hasTrailer)).toEqual(whole)
          } catch (error) {
            expect(error).toMatchObject({
              name: "S3Error",
              code: expect.stringMatching(/^(InvalidRequest|IncompleteBody|SignatureDoesNotMatch)$/),
            })
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  test("never ends in another error, whatever the bytes", () => {
    const noise = fc.array(
      fc.oneof(
        fc.constantFrom(
          "\r\n",
          "\n",
          "0",
          "5",
          "hello",
          ";chunk-signature=",
          "f".repeat(64),
          "a:b",
          ":",
          "0\r\n",
          "5\r\nhello\r\n",
        ),
        fc.string({ maxLength: 5 }),
      ),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(noise, cuts, fc.boolean(), (parts, at, isSigned) => {
        try {
          decode(cut(Buffer.from(parts.join("")), at), isSigned ? makeChunkVerifier(VERIFIED) : null, true)
        } catch (error) {
          expect(error).toMatchObject({ name: "S3Error" })
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    ["cut in a chunk", "5\r\nhel", "IncompleteBody"],
    ["cut after a chunk", "5\r\nhello\r\n", "IncompleteBody"],
    ["longer than its length", "4\r\nhello\r\n0\r\n\r\n", "InvalidRequest"],
    ["with more behind its end", "0\r\n\r\n0\r\n\r\n", "InvalidRequest"],
    ["with a length that is none", "x\r\nhello", "InvalidRequest"],
    ["with a length beyond all bounds", "fffffffffff\r\n", "InvalidRequest"],
    ["with a line without an end", "0".repeat(10_000), "InvalidRequest"],
    ["with trailing headers without an end", `0\r\n${"a: b\r\n".repeat(10_000)}`, "InvalidRequest"],
    ["with a trailing header twice", "0\r\na:b\r\na:c\r\n\r\n", "InvalidRequest"],
    ["with a trailing header that is none", "0\r\nnothing\r\n\r\n", "InvalidRequest"],
  ])("is refused %s", (_, text, code) => {
    expect(() => decode([Buffer.from(text)], null, true)).toThrow(expect.objectContaining({ code }))
  })

  test("is refused with a trailer that was not announced", () => {
    expect(() => decode([Buffer.from("0\r\na:b\r\n\r\n")], null, false)).toThrow("which was not announced")
  })
})
