import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { type Asked, makeRuns } from "@mapfold/functions/api/made-runs.fixture"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { HttpServer } from "../http-server.ts"
import { ask, sendRaw } from "./raw-socket.fixture.ts"
import { makeSiteServer } from "./site-server.ts"

const PAGE = "<!doctype html><title>Mapfold</title>"
const SCRIPT = `console.log("${"mapfold ".repeat(500)}")`

let home = ""
let server: HttpServer
const failures: unknown[] = []
const made = makeRuns({ start: () => ({ run: "r-1" }) })
const asked = made.asked as Asked[]

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-site-"))
  const folder = join(home, "dist")
  mkdirSync(join(folder, "assets"), { recursive: true })
  writeFileSync(join(folder, "index.html"), PAGE)
  writeFileSync(join(folder, "assets/main-B4xQ2f1a.js"), SCRIPT)
  writeFileSync(join(folder, "assets/world map.json"), "{}")
  writeFileSync(join(folder, "favicon.svg"), "<svg/>")
  writeFileSync(join(folder, ".stamp"), "hidden")
  writeFileSync(join(home, "secret.txt"), "secret")
  symlinkSync(join(home, "secret.txt"), join(folder, "link.txt"))
  server = await makeSiteServer({ runs: made.runs, folder, onFailure: (error) => failures.push(error) })
})
beforeEach(() => {
  asked.length = 0
})
afterAll(async () => {
  await server.close()
  rmSync(home, { recursive: true })
  expect(failures).toEqual([])
})

const own = (path: string, init: RequestInit = {}) => fetch(server.url + path, init)
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

describe("a page", () => {
  test.each([
    "/",
    "/index.html",
    "/runs/r-1",
    "/runs/r.2025",
    "/runs/r-1/batches?open=x.js",
    "/new",
    "/API",
    "//api/runs",
    "/apix",
  ])("is at %s, and may load nothing but its own", async (path) => {
    const answer = await own(path)
    expect([answer.status, await answer.text()]).toEqual([200, PAGE])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "cache-control": "no-cache",
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    })
    expect(asked).toEqual([])
  })

  test("is not sent again while it is the same", async () => {
    const etag = (await own("/")).headers.get("etag")!
    const again = await own("/runs/r-1", { headers: { "if-none-match": `"x", W/${etag}` } })
    expect([again.status, await again.text()]).toEqual([304, ""])
    expect(again.headers.get("content-security-policy")).toContain("script-src 'self'")
  })

  test("is only read", async () => {
    const answer = await own("/", { method: "POST", body: "x" })
    expect(answer.status).toBe(405)
    expect(answer.headers.get("allow")).toBe("GET, HEAD")
    const head = await own("/", { method: "HEAD" })
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(PAGE.length)])
  })
})

describe("a file", () => {
  test("with a hash in its name is kept for ever, and compressed", async () => {
    const path = "/assets/main-B4xQ2f1a.js"
    const plain = await ask(server.url, path)
    expect(plain.body).toBe(SCRIPT)
    expect(plain.headers).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "content-type": "text/javascript; charset=utf-8",
    })
    const packed = await ask(server.url, path, { headers: { "Accept-Encoding": "gzip" } })
    expect(packed.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" })
    expect(gunzipSync(Buffer.from(packed.body, "latin1")).toString()).toBe(SCRIPT)
  })

  test("is found by its name as browsers write it", async () => {
    const answer = await own("/assets/world map.json")
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8")
    expect(await answer.json()).toEqual({})
  })

  test.each([
    "/nothing.js",
    "/assets/nothing-x.css",
    "/assets/nothing",
    "/.stamp",
    "/link.txt",
    "/secret.txt",
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/..%252fsecret.txt",
    "/....//secret.txt",
    "/assets/%00/../../secret.txt",
    "//secret.txt",
    "/index.html%00.js",
    "http://127.0.0.1/../secret.txt",
    "/%ff.txt",
  ])("is not found at %s", async (target) => {
    const answer = await ask(server.url, target)
    expect(answer.status).toBe(404)
    expect(answer.headers).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
    })
    expect(answer.body).not.toContain("secret")
  })

  test.each(["/..\\secret.txt", "..", "*", "/\\..\\secret.txt", "ftp://x/secret.txt"])(
    "is not found where %j is no address",
    async (target) => {
      const answer = await ask(server.url, target)
      expect([400, 404]).toContain(answer.status)
      expect(answer.body).not.toContain("secret")
    },
  )
})

describe("a request", () => {
  test.each([
    "example.com",
    "runs.example.com:8080",
    "127.0.0.1.example.com",
    "localhost.example.com",
    "192.168.0.7",
    "0.0.0.0",
    "localhost@example.com",
    "",
  ])("to the host %j is refused, page and API", async (host) => {
    for (const path of ["/", "/assets/main-B4xQ2f1a.js", "/api/runs"]) {
      const { status, body } = await ask(server.url, path, { host })
      expect([400, 403]).toContain(status)
      expect(body).not.toContain("Mapfold</title>")
    }
    expect(asked).toEqual([])
  })

  test.each(["localhost", "LOCALHOST:1", "[::1]:8080", "127.0.0.2"])(
    "to the host %j is answered",
    async (host) => {
      expect((await ask(server.url, "/api/runs", { host })).status).toBe(200)
    },
  )

  test("with two hosts is refused", async () => {
    const text = "GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"
    expect([400, 403]).toContain((await sendRaw(server.url, text)).status)
    expect(asked).toEqual([])
  })

  test("of another origin, port or site is refused by the API", async () => {
    const { host, port } = new URL(server.url)
    const other = port === "3000" ? "3001" : "3000"
    for (const headers of [
      { Origin: "https://example.com" },
      { Origin: "null" },
      { Origin: `http://127.0.0.1:${other}` },
      { Origin: `http://localhost:${port}` },
      { Origin: `https://${host}` },
      { "Sec-Fetch-Site": "cross-site" },
    ] as Record<string, string>[]) {
      expect((await ask(server.url, "/api/runs", { headers })).status, JSON.stringify(headers)).toBe(403)
    }
    expect(asked).toEqual([])
  })

  test("of the site's own page starts a run, where it is whole", async () => {
    const body = JSON.stringify({ request: { year: 2025 } })
    const headers = {
      Origin: server.url,
      "Content-Type": "application/json",
      "Content-Length": String(body.length),
      "x-amz-content-sha256": sha256(body),
    }
    const send = (changed: Record<string, string>) =>
      ask(server.url, "/api/runs", { method: "POST", headers: { ...headers, ...changed }, body })
    expect((await send({ "x-amz-content-sha256": sha256("") })).status).toBe(400)
    expect((await send({ Origin: "http://example.com" })).status).toBe(403)
    expect(asked).toEqual([])
    expect(await send({})).toMatchObject({ status: 201, body: '{"run":"r-1"}' })
    expect(asked).toEqual([["start", { year: 2025 }]])
  })

  test("with a body beyond 1 MB is refused before it has come whole", async () => {
    const headers = { Origin: server.url, "x-amz-content-sha256": sha256("x") }
    const declared = await ask(server.url, "/api/runs", {
      method: "POST",
      headers: { ...headers, "Content-Length": "2000000000" },
      body: "x".repeat(1_000),
    })
    expect(declared.status).toBe(413)
    const piece = `10000\r\n${"x".repeat(0x10000)}\r\n`
    const chunked = await ask(server.url, "/api/runs", {
      method: "POST",
      headers: { ...headers, "Transfer-Encoding": "chunked" },
      body: piece.repeat(17),
    })
    expect(chunked.status).toBe(413)
    expect(asked).toEqual([])
  })

  test("that is no HTTP, or too long, is refused and harms nothing", async () => {
    expect((await sendRaw(server.url, "nonsense\r\n\r\n")).status).toBe(400)
    const long = await ask(server.url, `/api/runs?after=${"x".repeat(20_000)}`)
    expect(long.status).toBe(431)
    expect((await own("/api/runs")).status).toBe(200)
  })
})

test("a download that breaks off is not taken for a whole one, and says nothing of why", async () => {
  const told: unknown[] = []
  let pieces = 0
  const body = () =>
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        pieces++
        await new Promise((resolve) => setTimeout(resolve, 20))
        if (pieces % 4 === 0) throw new Error("the disk is gone")
        controller.enqueue(new TextEncoder().encode("a,b\n"))
      },
    })
  const download = () => ({ ...{ name: "f", contentType: "text/csv", bytes: null }, body: body() })
  const { runs } = makeRuns({ download })
  const breaking = await makeSiteServer({
    ...{ runs, folder: join(home, "dist") },
    onFailure: (error) => told.push(error),
  })
  const path = "/api/runs/r/files/result.csv"
  const raw = await ask(breaking.url, path)
  expect([raw.status, raw.body]).toEqual([200, expect.stringMatching(/a,b/)])
  expect(raw.body).not.toMatch(/0\r\n\r\n$|Error|disk/)
  await expect(fetch(breaking.url + path).then((answer) => answer.text())).rejects.toThrow()
  expect(told).toMatchObject([{ message: "the disk is gone" }, { message: "the disk is gone" }])
  await breaking.close()
})

test("the server ends while a browser keeps its connection", async () => {
  const own = await makeSiteServer({ runs: made.runs, folder: join(home, "dist") })
  await (await fetch(`${own.url}/api/runs`)).text()
  const begun = Date.now()
  await own.close()
  // a connection that is kept alive is given up after 65 s
  expect(Date.now() - begun).toBeLessThan(10_000)
  await expect(fetch(`${own.url}/api/runs`)).rejects.toThrow()
})

test("a folder that is not there is told of", async () => {
  const folder = join(home, "none")
  await expect(makeSiteServer({ runs: made.runs, folder })).rejects.toMatchObject({ code: "ENOENT" })
})
