import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { encodeStrictly } from "./canonical-request.ts"
import { authorizationOf, credentialOf, signatureOf, type ToSign } from "./sign.fixture.ts"
import type { SignedRequest } from "./signed-request.ts"
import { verifyRequest } from "./verify-request.ts"

const NOW = Date.parse("2026-11-22T16:31:58Z")
const TIME = "20261122T163158Z"
const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }
const verify = (request: SignedRequest) => verifyRequest(request, { credentials, service: "s3", now: NOW })

const text = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom("+", "%", "%2F", " ", "/", "//", "a=b&c", "é", "😀", "~*'()!", ""),
  )
  .filter((each) => each.isWellFormed())
// The URL class of the signer takes out `.` and `..`; a client that keeps them signs them as they are.
const key = fc
  .array(text, { maxLength: 4 })
  .map((parts) => parts.join("/"))
  .filter((each) => !/(^|\/)\.{1,2}(\/|$)/.test(each))
const query = fc.uniqueArray(
  fc.tuple(
    text.filter((each) => !each.startsWith("X-Amz")),
    text,
  ),
  {
    maxLength: 5,
    selector: ([name]) => name,
  },
)
const headerValue = fc.string({ unit: fc.constantFrom(...' abc~é\u00ff,;="'.split("")), maxLength: 12 })
const headers = fc.dictionary(
  fc.constantFrom("x-amz-meta-a", "x-amz-meta-b", "content-type", "range", "if-match"),
  headerValue,
)

const request = fc.record({
  key,
  query,
  headers,
  method: fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD"),
})
type Made = { key: string; query: [string, string][]; headers: Record<string, string>; method: string }

function toUrl({ key: made, query: pairs }: Made): URL {
  const path = made.split("/").map(encodeStrictly).join("/")
  const search = pairs.map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`).join("&")
  return new URL(`http://127.0.0.1:9000/files/${path}?${search}`)
}

function toSigned(made: Made): { signed: ToSign; raw: SignedRequest } {
  const url = toUrl(made)
  const all = {
    ...made.headers,
    host: "127.0.0.1:9000",
    "x-amz-date": TIME,
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
  }
  const signed = { method: made.method, url, headers: all, payloadHash: "UNSIGNED-PAYLOAD", time: TIME }
  const [path = ""] = url.href.replace("http://127.0.0.1:9000", "").split("?")
  const raw = { method: made.method, path, query: url.search.slice(1), headers: Object.entries(all) }
  return { signed, raw }
}

describe("a signature", () => {
  test("made by another signer is verified, whatever the key, the query and the headers", () => {
    fc.assert(
      fc.property(request, (made) => {
        const { signed, raw } = toSigned(made)
        const authorization = ["authorization", authorizationOf(signed)] as const
        expect(verify({ ...raw, headers: [...raw.headers, authorization] }).time).toBe(TIME)
      }),
      { numRuns: 500 },
    )
  })

  test("in the address is verified, and not when anything in it is another", () => {
    fc.assert(
      fc.property(request, fc.nat(), fc.constantFrom("x", "%20", "%", "&"), (made, at, inserted) => {
        const url = toUrl(made)
        const signed = {
          method: made.method,
          url,
          headers: { host: url.host },
          payloadHash: "UNSIGNED-PAYLOAD",
          time: TIME,
        }
        const claims = {
          "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
          "X-Amz-Credential": credentialOf(signed),
          "X-Amz-Date": TIME,
          "X-Amz-Expires": "60",
          "X-Amz-SignedHeaders": "host",
        }
        for (const [name, value] of Object.entries(claims)) url.searchParams.append(name, value)
        url.searchParams.append("X-Amz-Signature", signatureOf(signed))
        const target = url.href.slice("http://127.0.0.1:9000".length)
        const toRaw = (changed: string): SignedRequest => {
          const mark = changed.indexOf("?")
          return {
            method: made.method,
            path: mark < 0 ? changed : changed.slice(0, mark),
            query: mark < 0 ? "" : changed.slice(mark + 1),
            headers: [["host", url.host]],
          }
        }
        expect(verify(toRaw(target)).payloadHash).toBe("UNSIGNED-PAYLOAD")
        const place = 1 + (at % (target.length - 1))
        // An empty parameter more is the same query.
        fc.pre(inserted !== "&")
        expect(() => verify(toRaw(target.slice(0, place) + inserted + target.slice(place)))).toThrow()
      }),
      { numRuns: 500 },
    )
  })

  test("never lets anything pass, nor throws but what it says, on any header", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        fc.string({ unit: "binary", maxLength: 100 }),
        (noise, search) => {
          const headers = [
            ["host", "localhost"],
            ["authorization", `AWS4-HMAC-SHA256 ${noise}`],
          ] as const
          expect(() => verify({ method: "GET", path: "/", query: search, headers })).toThrow(
            expect.objectContaining({ name: expect.stringMatching(/^(SignatureRefused|URIError)$/) }),
          )
        },
      ),
    )
  })
})
