import fc from "fast-check"
import { expect, test } from "vitest"
import { apiOf, post } from "./ask-api.fixture.ts"
import { makeRuns } from "./made-runs.fixture.ts"

const word = fc.constantFrom(
  ...[
    "api",
    "runs",
    "batches",
    "failures",
    "objects",
    "rejects",
    "files",
    "logs",
    "result.json",
    "r-1",
    "plan",
  ],
  ...[
    "..",
    ".",
    "",
    "%00",
    "%2e%2e",
    "%ff",
    "%",
    "<script>",
    "__proto__",
    "constructor",
    "\u202E",
    "~",
    "*",
    ":run",
  ],
)
const part = fc.oneof({ weight: 3, arbitrary: word }, { weight: 1, arbitrary: fc.string({ unit: "binary" }) })
const path = fc.array(part, { maxLength: 7 }).map((parts) => `/api/${parts.join("/")}`)
const field = fc.oneof(
  fc.constantFrom(
    "after",
    "count",
    "status",
    "kind",
    "name",
    "object",
    "rule",
    "batch",
    "level",
    "__proto__",
  ),
  fc.string(),
)
const value = fc.oneof(
  fc.constantFrom("1", "0", "FAILED", "object", "ERROR", "", "\0", "%"),
  fc.string({ unit: "binary", maxLength: 2_000 }),
)
const query = fc
  .array(fc.tuple(field, value), { maxLength: 4 })
  .map((pairs) =>
    pairs.map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join("=")).join("&"),
  )

/** As a server hands it on: what is no address at all never gets so far. */
function addressOf(path: string, query: string): URL {
  return new URL(`https://runs.example.com${path.replaceAll(/[?#]/g, "")}?${query}`)
}

const failures: unknown[] = []
const api = apiOf(makeRuns(), { onFailure: (error) => failures.push(error) })

test("any path and query is answered or refused in JSON, and never fails the API", async () => {
  await fc.assert(
    fc.asyncProperty(path, query, async (path, query) => {
      const answer = await api.request(addressOf(path, query))
      expect([200, 400, 404]).toContain(answer.status)
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
      if (answer.status !== 200)
        expect(await answer.json()).toEqual({
          error: { name: expect.any(String), message: expect.any(String) },
        })
    }),
    { numRuns: 2_000 },
  )
  expect(failures).toEqual([])
})

const nested = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom("request", "__proto__", "x"), fc.jsonValue()),
)
const body = fc.oneof(
  nested.map((found) => JSON.stringify(found)),
  fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
)

test("any body is taken or refused in JSON, and never fails the API", async () => {
  await fc.assert(
    fc.asyncProperty(path, body, async (path, body) => {
      for (const address of [addressOf("/api/runs", ""), addressOf(path, "")]) {
        const answer = await api.request(address, post(body))
        expect([200, 201, 400, 404]).toContain(answer.status)
        await answer.json()
      }
    }),
    { numRuns: 1_000 },
  )
  expect(failures).toEqual([])
})

test("any header is taken or refused, and never fails the API", async () => {
  const name = fc.constantFrom(
    ...["origin", "host", "sec-fetch-site", "accept-encoding", "content-type", "x-amz-content-sha256"],
    ...["if-none-match", "content-length", "transfer-encoding", "x-forwarded-host"],
  )
  const text = fc.string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)) })
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, text), fc.boolean(), async (headers, reads) => {
      const init = reads ? { headers } : post("", headers)
      const answer = await api.request(addressOf(reads ? "/api/runs" : "/api/runs/r/stop", ""), init)
      expect([200, 400, 403, 413]).toContain(answer.status)
    }),
    { numRuns: 1_000 },
  )
  expect(failures).toEqual([])
})
