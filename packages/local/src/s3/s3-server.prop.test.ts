import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { ask, type RawAnswer } from "./raw-request.fixture.ts"
import { makeS3Server, type S3Server } from "./s3-server.ts"

let root: string
let server: S3Server
const failures: unknown[] = []

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "mapfold-s3-noise-"))
  mkdirSync(join(root, "home/files"), { recursive: true })
  writeFileSync(join(root, "secret"), "secret")
  server = await makeS3Server({
    home: join(root, "home"),
    buckets: { files: join(root, "home/files") },
    credentials: { accessKeyId: "mapfold", secretAccessKey: "mapfold" },
    onFailure: (error) => failures.push(error),
  })
})
afterAll(async () => {
  await server.close()
  rmSync(root, { recursive: true })
})

const odd = fc.constantFrom(
  "..",
  ".",
  "",
  "%2e%2e",
  "..%2f..",
  "%00",
  "a",
  "a/",
  "//",
  "%F0%9F%98%80",
  "%25",
  "x".repeat(300),
  "secret",
)
const path = fc
  .tuple(
    fc.constantFrom("/files", "/files", "/files/", "/nowhere", "/", "/..%2f"),
    fc.array(odd, { maxLength: 4 }),
  )
  .map(([bucket, parts]) => [bucket, ...parts].join("/"))
const name = fc.constantFrom(
  ...[
    "list-type",
    "prefix",
    "delimiter",
    "marker",
    "max-keys",
    "start-after",
    "continuation-token",
    "encoding-type",
  ],
  ...[
    "uploads",
    "uploadId",
    "partNumber",
    "tagging",
    "attributes",
    "location",
    "delete",
    "acl",
    "versionId",
    "x-id",
  ],
  ...[
    "response-content-type",
    "key-marker",
    "max-parts",
    "part-number-marker",
    "X-Amz-Algorithm",
    "Signature",
  ],
)
const value = fc.constantFrom(
  "",
  "1",
  "2",
  "-1",
  "1e9",
  "/",
  "..",
  "%00",
  "%F0%9F%98%80",
  "url",
  "x".repeat(500),
  "%0d%0a",
  "a",
  "99999999999",
)
const query = fc
  .oneof(fc.constant([]), fc.array(fc.tuple(name, value), { maxLength: 4 }))
  .map((pairs) => pairs.map((pair) => pair.join("=")).join("&"))
const header = fc.constantFrom(
  ...[
    "range",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "content-md5",
    "content-encoding",
    "content-type",
  ],
  ...[
    "x-amz-copy-source",
    "x-amz-copy-source-range",
    "x-amz-metadata-directive",
    "x-amz-tagging",
    "x-amz-acl",
  ],
  ...[
    "x-amz-checksum-crc32",
    "x-amz-checksum-type",
    "x-amz-checksum-algorithm",
    "x-amz-decoded-content-length",
  ],
  ...[
    "x-amz-trailer",
    "x-amz-object-attributes",
    "x-amz-max-parts",
    "x-amz-meta-a",
    "x-amz-storage-class",
    "x-amz-checksum-mode",
  ],
)
const headerValue = fc.constantFrom(
  "",
  "*",
  '"a"',
  "bytes=0-",
  "bytes=-1",
  "CRC32",
  "SHA1",
  "FULL_OBJECT",
  "REPLACE",
  "a=b",
  "files/a",
  "/files/../secret",
  "-1",
  "4",
  "ETag",
  "x-amz-checksum-crc32",
  "é",
  "AAAAAA==",
)
const body = fc.constantFrom(
  "",
  "text",
  "<Delete><Object><Key>a</Key></Object></Delete>",
  "<Delete><Object><Key>../../secret</Key></Object></Delete>",
  "<Tagging/>",
  "<a>",
  "4\r\ntext\r\n0\r\n\r\n",
  "0\r\n\r\n",
  "\0\0\0",
)
const payloadHash = fc.constantFrom(
  undefined,
  undefined,
  "UNSIGNED-PAYLOAD",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "nonsense",
)
const request = fc.record({
  method: fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS"),
  path,
  query,
  headers: fc.oneof(fc.constant({}), fc.dictionary(header, headerValue, { maxKeys: 3 })),
  body,
  payloadHash,
})

test("answers any request, and touches nothing outside its home", async () => {
  const seen = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(request, async ({ query: search, payloadHash: hash, path: place, ...made }) => {
      const raw = {
        ...made,
        path: search === "" ? place : `${place}?${search}`,
        ...(hash === undefined ? {} : { payloadHash: hash }),
      }
      // Some of the requests remove the bucket.
      mkdirSync(join(root, "home/files"), { recursive: true })
      const answer: RawAnswer = await ask(server.url, raw)
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
      expect([200, 204, 206, 304, 400, 403, 404, 405, 409, 411, 412, 416, 501]).toContain(answer.status)
      expect(failures).toEqual([])
      const isXml = answer.headers["content-type"] === "application/xml"
      if (answer.status >= 400 && made.method !== "HEAD") expect(isXml).toBe(true)
    }),
    { numRuns: 1_500 },
  )
  expect(readdirSync(root).sort()).toEqual(["home", "secret"])
  expect(readFileSync(join(root, "secret"), "utf8")).toBe("secret")
  const inHome = readdirSync(join(root, "home")).filter((entry) => !entry.startsWith("objects.db"))
  for (const entry of inHome) expect(["buckets", "files", "uploads"]).toContain(entry)
  // Some of it must have been more than nonsense.
  const done = [...seen].reduce((sum, [status, times]) => sum + (status < 300 ? times : 0), 0)
  expect(done).toBeGreaterThan(30)
  expect(seen.get(501)).toBeGreaterThan(10)
}, 120_000)
