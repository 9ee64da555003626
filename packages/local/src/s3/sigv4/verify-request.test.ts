import { describe, expect, test } from "vitest"
import { makeChunkVerifier } from "./signed-chunks.ts"
import type { SignedRequest } from "./signed-request.ts"
import { verifyRequest } from "./verify-request.ts"

const EXAMPLE = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
const HOST = "examplebucket.s3.amazonaws.com"
const NOW = Date.parse("2013-05-24T00:00:00Z")

function authorization(signedHeaders: string, signature: string): string {
  const credential = `${EXAMPLE.accessKeyId}/20130524/us-east-1/s3/aws4_request`
  return `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`
}

function request(
  line: string,
  headers: Readonly<Record<string, string>>,
  signedHeaders: string,
  signature: string,
): SignedRequest {
  const [method = "", target = ""] = line.split(" ")
  const [path = "", query = ""] = target.split("?")
  return {
    method,
    path,
    query,
    headers: [
      ["host", HOST],
      ["x-amz-date", "20130524T000000Z"],
      ...Object.entries(headers),
      ["authorization", authorization(signedHeaders, signature)],
    ],
  }
}

const verify = (signed: SignedRequest, now = NOW) =>
  verifyRequest(signed, { credentials: EXAMPLE, service: "s3", now })

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const GET_RANGE = request(
  "GET /test.txt",
  { range: "bytes=0-9", "x-amz-content-sha256": EMPTY },
  "host;range;x-amz-content-sha256;x-amz-date",
  "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
)
const PUT = request(
  "PUT /test%24file.text",
  {
    date: "Fri, 24 May 2013 00:00:00 GMT",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
  },
  "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
  "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
)
const LIFECYCLE = request(
  "GET /?lifecycle",
  { "x-amz-content-sha256": EMPTY },
  "host;x-amz-content-sha256;x-amz-date",
  "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
)
const LIST = request(
  "GET /?max-keys=2&prefix=J",
  { "x-amz-content-sha256": EMPTY },
  "host;x-amz-content-sha256;x-amz-date",
  "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
)
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
const PRESIGNED: SignedRequest = {
  method: "GET",
  path: "/test.txt",
  query:
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  headers: [["host", HOST]],
}

describe("the requests of AWS's documentation", () => {
  test.each([
    ["GET of a range", GET_RANGE],
    ["PUT of an encoded key", PUT],
    ["GET of a sub-resource", LIFECYCLE],
    ["GET with a query", LIST],
    ["a presigned GET", PRESIGNED],
  ])("are verified: %s", (_, signed) => {
    expect(verify(signed).scope).toEqual({ day: "20130524", region: "us-east-1", service: "s3" })
  })

  test.each([
    ["another method", { ...GET_RANGE, method: "HEAD" }],
    ["another path", { ...GET_RANGE, path: "/test2.txt" }],
    ["another query", { ...LIST, query: "max-keys=3&prefix=J" }],
    [
      "another header",
      {
        ...GET_RANGE,
        headers: GET_RANGE.headers.map(([n, v]) => [n, n === "range" ? "bytes=0-99" : v] as const),
      },
    ],
    ["another host", { ...PRESIGNED, headers: [["host", "other.s3.amazonaws.com"] as const] }],
    ["another expiry", { ...PRESIGNED, query: PRESIGNED.query.replace("86400", "86401") }],
  ])("are refused with %s", (_, signed) => {
    expect(() => verify(signed)).toThrow(expect.objectContaining({ reason: "wrong-signature" }))
  })

  test("are verified with their chunks: a streamed PUT", () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
    const { headers, ...line } = request(
      "PUT /examplebucket/chunkObject.txt",
      {
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": "66560",
        "content-length": "66824",
      },
      "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class",
      "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
    )
    const toPath = headers.map(
      ([name, value]) => [name, name === "host" ? "s3.amazonaws.com" : value] as const,
    )
    const signed = verify({ ...line, headers: toPath })
    const chunks = makeChunkVerifier(signed)
    for (const [length, signature] of [
      [65_536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"],
      [1_024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"],
      [0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"],
    ] as const) {
      chunks.update(Buffer.alloc(length, "a"))
      expect(chunks.endChunk(signature)).toBe(true)
    }
    expect(chunks.endChunk("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9")).toBe(false)
  })

  test("are verified with their chunks and trailing headers", () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
    const chunks = makeChunkVerifier({
      ...verify(GET_RANGE),
      signature: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
    })
    for (const [length, signature] of [
      [65_536, "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2"],
      [1_024, "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7"],
      [0, "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992"],
    ] as const) {
      chunks.update(Buffer.alloc(length, "a"))
      expect(chunks.endChunk(signature)).toBe(true)
    }
    const signature = "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
    expect(chunks.isTrailer("x-amz-checksum-crc32c:sOO8/Q==\n", signature)).toBe(true)
    expect(chunks.isTrailer("x-amz-checksum-crc32c:sOO8/R==\n", signature)).toBe(false)
  })
})

describe("time", () => {
  const MINUTE = 60_000
  test.each([
    ["a signed header 15 minutes early", GET_RANGE, -15 * MINUTE, null],
    ["a signed header 15 minutes late", GET_RANGE, 15 * MINUTE, null],
    ["a signed header later", GET_RANGE, 15 * MINUTE + 1, "skewed"],
    ["a signed header earlier", GET_RANGE, -15 * MINUTE - 1, "skewed"],
    ["a presigned address to its last second", PRESIGNED, 24 * 60 * MINUTE, null],
    ["a presigned address after that", PRESIGNED, 24 * 60 * MINUTE + 1, "expired"],
    ["a presigned address of the future", PRESIGNED, -16 * MINUTE, "expired"],
  ])("decides on %s", (_, signed, later, reason) => {
    if (reason === null) expect(verify(signed, NOW + later).signature).toHaveLength(64)
    else expect(() => verify(signed, NOW + later)).toThrow(expect.objectContaining({ reason }))
  })
})

describe("a claim that is none", () => {
  const withHeader = (name: string, value: string): SignedRequest => ({
    ...GET_RANGE,
    headers: [...GET_RANGE.headers.filter(([found]) => found !== name), [name, value]],
  })
  const without = (name: string): SignedRequest => ({
    ...GET_RANGE,
    headers: GET_RANGE.headers.filter(([found]) => found !== name),
  })
  const presignedWith = (from: RegExp, to: string): SignedRequest => ({
    ...PRESIGNED,
    query: PRESIGNED.query.replace(from, to),
  })

  test.each([
    ["nothing signed", without("authorization"), "missing"],
    ["version 2", withHeader("authorization", "AWS id:signature"), "unsupported"],
    ["another algorithm", withHeader("authorization", "AWS4-ECDSA-P256-SHA256 Credential=x"), "unsupported"],
    ["nothing behind the algorithm", withHeader("authorization", "AWS4-HMAC-SHA256"), "malformed"],
    ["no date", without("x-amz-date"), "malformed"],
    ["another day than the scope's", withHeader("x-amz-date", "20130525T000000Z"), "malformed"],
    ["a date that is none", withHeader("x-amz-date", "20131324T000000Z"), "malformed"],
    ["no hash of the body", without("x-amz-content-sha256"), "malformed"],
    ["a header of AWS's that is not signed", withHeader("x-amz-meta-a", "b"), "unsigned-header"],
    ["another service", presignedWith(/%2Fs3%2F/, "%2Fsqs%2F"), "malformed"],
    ["an expiry of more than a week", presignedWith(/86400/, "604801"), "malformed"],
    ["an expiry that is no number", presignedWith(/86400/, "-1"), "malformed"],
    [
      "a host that is not signed",
      presignedWith(/SignedHeaders=host/, "SignedHeaders=range"),
      "unsigned-header",
    ],
    ["a signature that is none", presignedWith(/Signature=aee/, "Signature=xyz"), "malformed"],
    ["another access key", presignedWith(/AKIAIOSFODNN7EXAMPLE/, "AKIAIOSFODNN7EXAMPLF"), "unknown-key"],
  ])("is refused: %s", (_, signed, reason) => {
    expect(() => verify(signed)).toThrow(expect.objectContaining({ name: "SignatureRefused", reason }))
  })

  test("is refused when header and address are both signed", () => {
    const both = {
      ...PRESIGNED,
      headers: [...PRESIGNED.headers, ["authorization", "AWS4-HMAC-SHA256 x"] as const],
    }
    expect(() => verify(both)).toThrow("signed twice")
  })
})
