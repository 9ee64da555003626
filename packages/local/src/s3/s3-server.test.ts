import { createHash } from "node:crypto"
import { once } from "node:events"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { ask, presign, type RawRequest, send, sign } from "./raw-request.fixture.ts"
import { makeS3Server, type S3Server } from "./s3-server.ts"
import { readXml, textOf } from "./xml/read-xml.ts"

let home: string
let folder: string
let server: S3Server
const failures: unknown[] = []

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-s3-server-"))
  folder = join(home, "files")
  mkdirSync(folder)
  server = await makeS3Server({
    home,
    buckets: { files: folder, later: join(home, "later") },
    credentials: { accessKeyId: "mapfold", secretAccessKey: "mapfold" },
    publicBuckets: new Set(["later"]),
    onFailure: (error) => failures.push(error),
  })
})
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  expect(failures.splice(0)).toEqual([])
})
afterAll(async () => {
  await server.close()
  rmSync(home, { recursive: true })
})

const call = (raw: RawRequest) => ask(server.url, raw)
const put = (path: string, body: string | Uint8Array, headers = {}) =>
  call({ method: "PUT", path, body, headers })
const codeOf = ({ body }: { readonly body: Buffer }) => textOf(readXml(body.toString()), "Code")
const md5 = (body: string | Uint8Array) => createHash("md5").update(body).digest()

describe("who may ask", () => {
  test.each([
    ["another host", { host: "example.com" }],
    ["another host on the same port", { host: "files.example.com" }],
    ["a page of another site", { headers: { origin: "https://example.com" } }],
    ["a page of no site", { headers: { origin: "null" } }],
  ])("is not %s, signed or not", async (_, raw) => {
    writeFileSync(join(folder, "a"), "text")
    const answer = await call({ path: "/files/a", ...raw })
    expect([answer.status, codeOf(answer)]).toEqual([403, "AccessDenied"])
    expect(answer.body.toString()).toContain("loopback name")
    expect((await call({ method: "PUT", path: "/files/b", body: "text", ...raw })).status).toBe(403)
    expect(readdirSync(folder)).toEqual(["a"])
  })

  test("is whoever names the bucket in the host, or in the path", async () => {
    writeFileSync(join(folder, "a"), "text")
    const { port } = new URL(server.url)
    for (const [host, path] of [
      [`files.localhost:${port}`, "/a"],
      [`localhost:${port}`, "/files/a"],
    ] as const) {
      const answer = await call({ path, host })
      expect([answer.status, answer.body.toString()]).toEqual([200, "text"])
    }
  })

  test("is anybody for a public bucket, to read it and no more", async () => {
    mkdirSync(join(home, "later"))
    writeFileSync(join(home, "later", "a"), "text")
    const path = (name: string) => new URL(`${server.url}/later${name}`)
    expect(await send(path("/a"), "GET", {})).toMatchObject({ status: 200, body: Buffer.from("text") })
    expect((await send(path("/a"), "HEAD", {})).status).toBe(200)
    expect((await send(path("?list-type=2"), "GET", {})).body.toString()).toContain("<Key>a</Key>")
    for (const [name, method] of [
      ["/b", "PUT"],
      ["/a", "DELETE"],
      ["?delete", "POST"],
      ["", "DELETE"],
      ["/a?uploads", "POST"],
    ] as const)
      expect([method, (await send(path(name), method, {})).status]).toEqual([method, 403])
    const forged = { authorization: "AWS4-HMAC-SHA256 Credential=other/20250101/us-east-1/s3/aws4_request" }
    expect((await send(path("/a"), "GET", forged)).status).not.toBe(200)
    rmSync(join(home, "later"), { recursive: true })
  })

  test.each([
    ["nobody", /.*/, null, "AccessDenied"],
    ["another key", /=mapfold/, "=other", "InvalidAccessKeyId"],
    ["another secret", /Signature=.../, "Signature=000", "SignatureDoesNotMatch"],
  ])("is not %s", async (_, part, other, code) => {
    const url = new URL(`${server.url}/files/a`)
    const { authorization, ...headers } = sign(url, { path: "" })
    const changed =
      other === null ? headers : { ...headers, authorization: authorization.replace(part, other) }
    const answer = await send(url, "GET", changed)
    expect([answer.status, codeOf(answer)]).toEqual([403, code])
  })

  test("is told which header is missing", async () => {
    const url = new URL(`${server.url}/files/a`)
    const { "x-amz-content-sha256": _, ...headers } = sign(url, { path: "" })
    const answer = await send(url, "GET", headers)
    expect([answer.status, codeOf(answer)]).toEqual([400, "InvalidRequest"])
    expect(answer.body.toString()).toContain("x-amz-content-sha256")
  })

  test("is who has a presigned address, until it expires", async () => {
    writeFileSync(join(folder, "a"), "text")
    const url = new URL(`${server.url}/files/a`)
    const fresh = await send(presign(url, "GET", 60), "GET", {})
    expect(fresh.body.toString()).toBe("text")
    const old = await send(presign(url, "GET", 60, "20261122T163158Z"), "GET", {})
    expect([old.status, textOf(readXml(old.body.toString()), "Message")]).toEqual([
      403,
      "Request has expired",
    ])
    const forever = await send(presign(url, "GET", 604_801), "GET", {})
    expect([forever.status, codeOf(forever)]).toEqual([400, "AuthorizationQueryParametersError"])
    const other = await send(presign(url, "GET", 60), "DELETE", {})
    expect([other.status, codeOf(other)]).toEqual([403, "SignatureDoesNotMatch"])
    expect((await send(presign(url, "PUT", 60), "PUT", {}, "put")).status).toBe(200)
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("put")
  })
})

describe("a presigned address", () => {
  test("says the same however its parameters are encoded", async () => {
    const url = new URL(`${server.url}/files/a`)
    url.searchParams.append("x-amz-meta-colour", "blue")
    const { href } = presign(url, "PUT", 60)
    const encoded = new URL(href.replace("X-Amz-Signature", "X%2DAmz-Signature"))
    expect((await send(encoded, "PUT", {}, "text")).status).toBe(200)
    const { headers } = await call({ method: "HEAD", path: "/files/a" })
    expect(headers["x-amz-meta-colour"]).toBe("blue")
  })

  test.each([
    ["a line break in a value", "x-amz-meta-a", "one\r\nx-amz-acl: public-read"],
    ["a name that no header has", "x-amz-meta-a b", "one"],
  ])("is refused for %s", async (_, name, value) => {
    const url = new URL(`${server.url}/files/a`)
    url.searchParams.append(name, value)
    const answer = await send(presign(url, "PUT", 60), "PUT", {}, "text")
    expect([answer.status, codeOf(answer)]).toEqual([400, "InvalidArgument"])
    expect(readdirSync(folder)).toEqual([])
  })
})

describe("what is not there", () => {
  test.each([
    ["GET", "/files?acl", "GetBucketAcl"],
    ["PUT", "/files?versioning", "PutBucketVersioning"],
    ["GET", "/files?versions", "ListObjectVersions"],
    ["GET", "/files/a?acl", "GetObjectAcl"],
    ["PUT", "/files/a?legal-hold", "PutObjectLegalHold"],
    ["POST", "/files/a?select&select-type=2", "SelectObjectContent"],
    ["POST", "/files", "PostObject"],
    ["DELETE", "/files?lifecycle", "DeleteBucketLifecycle"],
    ["GET", "/?whatever", "GetServiceWhatever"],
  ])("is named: %s %s", async (method, path, name) => {
    const answer = await call({ method, path })
    expect([answer.status, codeOf(answer)]).toEqual([501, "NotImplemented"])
    expect(answer.body.toString()).toContain(name)
  })

  test.each([
    [{ "x-amz-server-side-encryption": "aws:kms" }, "x-amz-server-side-encryption"],
    [{ "x-amz-storage-class": "GLACIER" }, "x-amz-storage-class"],
    [{ "x-amz-acl": "public-read" }, "x-amz-acl"],
    [{ "x-amz-object-lock-mode": "GOVERNANCE" }, "x-amz-object-lock-mode"],
    [{ "if-none-match": '"abc"' }, "If-None-Match"],
  ])("is named, and nothing is put: %j", async (headers, name) => {
    const answer = await put("/files/a", "text", headers)
    expect([answer.status, codeOf(answer)]).toEqual([501, "NotImplemented"])
    expect(answer.body.toString()).toContain(name)
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    ["PATCH", "/files/a", 405, "MethodNotAllowed"],
    ["DELETE", "/", 405, "MethodNotAllowed"],
    ["GET", "/nowhere/a", 404, "NoSuchBucket"],
    ["GET", "/No_Bucket/a", 404, "NoSuchBucket"],
    ["GET", "/later", 404, "NoSuchBucket"],
    ["GET", "/files/a", 404, "NoSuchKey"],
    ["GET", "/files/a?versionId=3", 400, "InvalidArgument"],
    ["GET", "/files?list-type=2&max-keys=x", 400, "InvalidArgument"],
    ["GET", "/files?list-type=2&encoding-type=x", 400, "InvalidArgument"],
    ["GET", "/files?list-type=2&continuation-token=x", 400, "InvalidArgument"],
    ["PUT", "/No_Bucket", 400, "InvalidBucketName"],
    ["PUT", "/a..b", 400, "InvalidBucketName"],
    ["PUT", "/..%2Fup", 404, "NoSuchBucket"],
    ["PUT", "/files", 409, "BucketAlreadyOwnedByYou"],
  ])("has S3's name: %s %s", async (method, path, status, code) => {
    const answer = await call({ method, path })
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  })

  test.each(["/files/%zz", "/files/%ff", "/%", "/files?prefix=%zz"])("is no address: %s", async (path) => {
    const answer = await send(new URL(server.url + path), "GET", {})
    expect([answer.status, codeOf(answer)]).toEqual([400, "InvalidURI"])
  })

  test("answers HEAD without a body", async () => {
    const answer = await call({ method: "HEAD", path: "/files/a" })
    expect([answer.status, answer.body.length]).toEqual([404, 0])
  })
})

describe("buckets", () => {
  test("are made in the home, listed, and removed when they are empty", async () => {
    expect((await put("/made", "")).status).toBe(200)
    expect(existsSync(join(home, "buckets/made"))).toBe(true)
    expect((await put("/made/a/b", "text")).status).toBe(200)
    const listed = await call({ path: "/" })
    expect(listed.body.toString()).toMatch(/<Name>files<\/Name>.*<Name>made<\/Name>/)
    expect(listed.body.toString()).not.toContain("later")
    expect((await call({ method: "HEAD", path: "/made" })).headers["x-amz-bucket-region"]).toBe("us-east-1")
    const refused = await call({ method: "DELETE", path: "/made" })
    expect([refused.status, codeOf(refused)]).toEqual([409, "BucketNotEmpty"])
    expect((await call({ method: "DELETE", path: "/made/a/b" })).status).toBe(204)
    expect((await call({ method: "DELETE", path: "/made" })).status).toBe(204)
    expect(existsSync(join(home, "buckets/made"))).toBe(false)
  })

  test("that were given, and have no folder yet, are made there", async () => {
    expect(
      (
        await put(
          "/later",
          "<CreateBucketConfiguration><LocationConstraint>x</LocationConstraint></CreateBucketConfiguration>",
        )
      ).status,
    ).toBe(200)
    expect(existsSync(join(home, "later"))).toBe(true)
    expect((await call({ method: "DELETE", path: "/later" })).status).toBe(204)
  })

  test("that are removed while an object is put there are why it is not", async () => {
    await call({ method: "PUT", path: "/going" })
    const url = new URL(`${server.url}/going/a`)
    const headers = sign(url, { method: "PUT", path: "", payloadHash: "UNSIGNED-PAYLOAD" })
    const sent = request(url, { method: "PUT", headers: { ...headers, "content-length": "8" } })
    const answered = once(sent, "response")
    sent.write("half")
    await expect.poll(() => readdirSync(join(home, "buckets/going")).length).toBe(1)
    expect((await call({ method: "DELETE", path: "/going" })).status).toBe(204)
    sent.end("half")
    const [response] = await answered
    expect([response.statusCode, await text(response)]).toEqual([
      404,
      expect.stringContaining("NoSuchBucket"),
    ])
    expect(existsSync(join(home, "buckets/going"))).toBe(false)
  })

  test("keep what is no object, and stay then", async () => {
    await put("/made", "")
    writeFileSync(join(home, "buckets/made/.%no-object"), "")
    const answer = await call({ method: "DELETE", path: "/made" })
    expect(codeOf(answer)).toBe("BucketNotEmpty")
    expect(answer.body.toString()).toContain(".%no-object is no object, and stays")
    rmSync(join(home, "buckets/made"), { recursive: true })
  })
})

describe("an object", () => {
  test("keeps its type, its headers, metadata and tags", async () => {
    const headers = {
      "content-type": "text/csv; charset=utf-8",
      "cache-control": "no-store",
      "content-disposition": 'attachment; filename="a.csv"',
      "content-encoding": "aws-chunked,gzip",
      "content-language": "de",
      expires: "Sun, 22 Nov 2026 12:00:00 GMT",
      "x-amz-meta-colour": "blue  and green",
      "x-amz-tagging": "a=1&b=two+words",
    }
    const { headers: said } = await put("/files/a", "text", headers)
    expect(said.etag).toBe(`"${md5("text").toString("hex")}"`)
    const found = await call({ path: "/files/a" })
    const { "x-amz-tagging": _, ...kept } = { ...headers, "content-encoding": "gzip" }
    expect(found.headers).toMatchObject({ ...kept, "x-amz-tagging-count": "2", "content-length": "4" })
    expect((await call({ path: "/files/a?tagging" })).body.toString()).toContain("<Value>two words</Value>")
    const overridden = await call({
      path: "/files/a?response-content-type=x%2Fy&response-content-encoding=identity",
    })
    expect(overridden.headers).toMatchObject({ "content-type": "x/y", "content-encoding": "identity" })
    const broken = await call({ path: "/files/a?response-content-type=x%0d%0aSet-Cookie:a" })
    expect([broken.status, codeOf(broken)]).toEqual([400, "InvalidArgument"])
  })

  test("has its metadata in ASCII, whatever was sent", async () => {
    // AWS's own example
    const url = new URL(`${server.url}/files/a`)
    url.searchParams.append("x-amz-meta-nonascii", "ÄMÄZÕÑ S3")
    url.searchParams.append("x-amz-meta-ascii", "AMAZONS3")
    expect((await send(presign(url, "PUT", 60), "PUT", {}, "text")).status).toBe(200)
    const { headers } = await call({ method: "HEAD", path: "/files/a" })
    expect(headers["x-amz-meta-nonascii"]).toBe("=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=")
    expect(headers["x-amz-meta-ascii"]).toBe("AMAZONS3")
  })

  test("put by hand has a type, a time, and tags when it is given some", async () => {
    writeFileSync(join(folder, "a"), "text")
    const before = await call({ method: "HEAD", path: "/files/a" })
    expect(before.headers).toMatchObject({ "content-type": "binary/octet-stream", "accept-ranges": "bytes" })
    const tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>"
    expect((await call({ method: "PUT", path: "/files/a?tagging", body: tags })).status).toBe(200)
    expect((await call({ path: "/files/a?tagging" })).body.toString()).toContain(
      "<Key>k</Key><Value>v</Value>",
    )
    const after = await call({ method: "HEAD", path: "/files/a" })
    expect(after.headers.etag).toBe(before.headers.etag)
    expect((await call({ method: "DELETE", path: "/files/a?tagging" })).status).toBe(204)
    expect((await call({ path: "/files/a?tagging" })).body.toString()).toContain("<TagSet></TagSet>")
  })

  test.each([
    [{ "content-md5": Buffer.alloc(16).toString("base64") }, "BadDigest"],
    [{ "content-md5": "short" }, "InvalidDigest"],
    [{ "x-amz-checksum-crc32": "AAAAAA==" }, "BadDigest"],
    [{ "x-amz-checksum-crc64nvme": "AAAAAAAAAAA=" }, "BadDigest"],
    [{ "x-amz-checksum-sha256": "AAAAAA==" }, "InvalidRequest"],
    [{ "x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-crc32c": "AAAAAA==" }, "InvalidRequest"],
    [{ "x-amz-checksum-xxhash64": "AAAAAAAAAAA=" }, "NotImplemented"],
    [{ "x-amz-sdk-checksum-algorithm": "CRC32" }, "InvalidRequest"],
    [{ "x-amz-meta-a": "x".repeat(2_048) }, "MetadataTooLarge"],
    [{ "x-amz-tagging": "a=1&a=2" }, "InvalidTag"],
    [{ "x-amz-tagging": "aws:a=1" }, "InvalidTag"],
    [{ "x-amz-tagging": "%zz" }, "InvalidArgument"],
    [{ "if-match": '"abc"' }, "NoSuchKey"],
  ])("is not put with %j", async (headers, code) => {
    const answer = await put("/files/a", "text", headers)
    expect(codeOf(answer)).toBe(code)
    expect(readdirSync(folder)).toEqual([])
  })

  test("is not put whose body is not what was signed, or not all of it", async () => {
    const url = new URL(`${server.url}/files/a`)
    const other = await send(url, "PUT", sign(url, { method: "PUT", path: "", body: "text" }), "TEXT")
    expect(codeOf(other)).toBe("XAmzContentSHA256Mismatch")
    const streamed = await call({
      method: "PUT",
      path: "/files/a",
      body: "4\r\ntext\r\n0\r\n\r\n",
      payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      headers: { "x-amz-decoded-content-length": "5" },
    })
    expect(codeOf(streamed)).toBe("IncompleteBody")
    const missing = await call({
      method: "PUT",
      path: "/files/a",
      body: "4\r\ntext\r\n0\r\n\r\n",
      payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      headers: { "x-amz-decoded-content-length": "4", "x-amz-trailer": "x-amz-checksum-crc32" },
    })
    expect([codeOf(missing), missing.body.toString()]).toEqual([
      "InvalidRequest",
      expect.stringContaining("is missing"),
    ])
    const unknown = await call({
      method: "PUT",
      path: "/files/a",
      body: "4\r\ntext\r\n0\r\nx-amz-checksum-xxhash64:AAAAAAAAAAA=\r\n\r\n",
      payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      headers: { "x-amz-decoded-content-length": "4", "x-amz-trailer": "x-amz-checksum-xxhash64" },
    })
    expect(codeOf(unknown)).toBe("NotImplemented")
    const word = await call({
      method: "PUT",
      path: "/files/a",
      body: "text",
      payloadHash: "STREAMING-SOMETHING",
    })
    expect(codeOf(word)).toBe("InvalidArgument")
    expect(readdirSync(folder)).toEqual([])
  })

  test("is read on from where a client stopped, if it is the same one still", async () => {
    await put("/files/a", "0123456789")
    const { headers } = await call({ method: "HEAD", path: "/files/a" })
    const readOn = async (condition: string | undefined) => {
      const answer = await call({ path: "/files/a", headers: { range: "bytes=4-", "if-range": condition! } })
      return [answer.status, answer.body.toString()]
    }
    expect(await readOn(headers.etag)).toEqual([206, "456789"])
    expect(await readOn(headers["last-modified"])).toEqual([206, "456789"])
    for (const other of ['"other"', `W/${headers.etag}`, "Sat, 01 Nov 2025 00:00:00 GMT"])
      expect(await readOn(other)).toEqual([200, "0123456789"])
  })

  test("is not put by halves: a connection that ends leaves nothing", async () => {
    const url = new URL(`${server.url}/files/a`)
    const headers = sign(url, { method: "PUT", path: "", payloadHash: "UNSIGNED-PAYLOAD" })
    const socket = connect(Number(url.port), url.hostname)
    const lines = Object.entries({ ...headers, "content-length": "1000" }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    socket.write(`PUT /files/a HTTP/1.1\r\n${lines.join("")}\r\n${"x".repeat(500)}`)
    await expect.poll(() => readdirSync(folder).length).toBe(1)
    socket.destroy()
    await expect.poll(() => readdirSync(folder)).toEqual([])
  })

  test("that is too large is refused before a byte of it is sent", async () => {
    const url = new URL(`${server.url}/files/a`)
    const body = { "content-length": String(5 * 1024 ** 3 + 1), expect: "100-continue" }
    const headers = { ...sign(url, { method: "PUT", path: "", payloadHash: "UNSIGNED-PAYLOAD" }), ...body }
    const socket = connect(Number(url.port), url.hostname)
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`PUT /files/a HTTP/1.1\r\n${lines.join("")}\r\n`)
    let said = ""
    for await (const piece of socket) said += piece
    expect(said).toMatch(/^HTTP\/1.1 400 .*<Code>EntityTooLarge<\/Code>/s)
  })

  test("is refused so that a client hears of it that listens only once it has sent all", async () => {
    const url = new URL(`${server.url}/nowhere/a`)
    const length = { "content-length": "30000000" }
    const headers = { ...sign(url, { method: "PUT", path: "", payloadHash: "UNSIGNED-PAYLOAD" }), ...length }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const socket = connect(Number(url.port), url.hostname)
    const write = promisify(
      socket.write.bind(socket) as (bytes: string | Uint8Array, done: () => void) => void,
    )
    await write(`PUT ${url.pathname} HTTP/1.1\r\n${lines.join("")}\r\n`)
    for (let piece = 0; piece < 30; piece++) await write(new Uint8Array(1_000_000))
    expect(await text(socket)).toContain("NoSuchBucket")
  })

  test("that waits to be asked for is asked for, once it is allowed", async () => {
    const url = new URL(`${server.url}/files/a`)
    const headers = {
      ...sign(url, { method: "PUT", path: "", body: "text" }),
      "content-length": "4",
      expect: "100-continue",
    }
    const socket = connect(Number(url.port), url.hostname)
    const lines = Object.entries({ ...headers, connection: "close" }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    socket.write(`PUT /files/a HTTP/1.1\r\n${lines.join("")}\r\n`)
    let said = ""
    for await (const piece of socket) {
      said += piece
      if (said.endsWith("100 Continue\r\n\r\n")) socket.write("text")
    }
    expect(said).toContain("HTTP/1.1 200 OK")
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("text")
  })

  test("cannot be reached by a path that leads out", async () => {
    writeFileSync(join(home, "secret"), "secret")
    for (const path of [
      "/files/..%2Fsecret",
      "/files/%2e%2e%2Fsecret",
      "/files/a%2F..%2F..%2Fsecret",
      "/files/%00",
    ]) {
      expect((await call({ path })).status).toBe(404)
      expect((await put(path, "mine")).status).toBe(200)
      expect((await call({ path })).body.toString()).toBe("mine")
      expect((await call({ method: "DELETE", path })).status).toBe(204)
    }
    expect(readFileSync(join(home, "secret"), "utf8")).toBe("secret")
  })
})

describe("what has no end", () => {
  test.each([
    ["a header", { "x-amz-meta-a": "x".repeat(64 * 1024) }],
    [
      "headers",
      Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`x-header-${at}`, "x".repeat(20)])),
    ],
  ])("is refused: %s", async (_, headers) => {
    const answer = await put("/files/a", "text", headers)
    expect(answer.status).toBe(431)
  })

  test("is refused: a document", async () => {
    const body = `<Delete>${" ".repeat(9 * 1024 * 1024)}</Delete>`
    const headers = { "content-md5": md5(body).toString("base64") }
    const answer = await call({ method: "POST", path: "/files?delete", body, headers })
    expect(codeOf(answer)).toBe("MaxMessageLengthExceeded")
  })

  test.each([
    ["no objects", "<Delete></Delete>"],
    ["more than 1,000", `<Delete>${"<Object><Key>a</Key></Object>".repeat(1_001)}</Delete>`],
    ["another root", "<Other><Object><Key>a</Key></Object></Other>"],
    ["no XML", "text"],
    ["bytes that are no text", Buffer.from([0xff, 0xfe])],
  ])("is refused: a deletion of %s", async (_, body) => {
    const headers = { "content-md5": md5(body).toString("base64") }
    const answer = await call({ method: "POST", path: "/files?delete", body, headers })
    expect([answer.status, codeOf(answer)]).toEqual([400, "MalformedXML"])
  })

  test("is refused: a deletion whose document is not verified by anything", async () => {
    const answer = await call({ method: "POST", path: "/files?delete", body: "<Delete></Delete>" })
    expect(codeOf(answer)).toBe("InvalidRequest")
  })

  test("is no HTTP", async () => {
    const { port, hostname } = new URL(server.url)
    for (const noise of [
      "\0\0\0\0\r\n\r\n",
      "GET http://example.com/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ]) {
      const socket = connect(Number(port), hostname)
      socket.write(noise)
      let said = ""
      for await (const piece of socket) said += piece
      expect(said).toMatch(/^HTTP\/1.1 400/)
    }
  })
})

describe("closing", () => {
  test("lets a request under way end, and the home be opened again", async () => {
    const other = await makeS3Server({
      home,
      buckets: { files: folder },
      credentials: { accessKeyId: "mapfold", secretAccessKey: "mapfold" },
    })
    const body = new Uint8Array(20_000_000)
    const putting = ask(other.url, { method: "PUT", path: "/files/a", body })
    await sleep(20)
    await other.close()
    const outcome = await putting.then(
      ({ status }) => status,
      () => "refused",
    )
    expect([200, "refused"]).toContain(outcome)
    expect(readdirSync(folder)).toEqual(outcome === 200 ? ["a"] : [])
  })
})
