import { gunzipSync } from "node:zlib"
import { describe, expect, test } from "vitest"
import type { ErrorAnswer } from "./answer-errors.ts"
import { apiOf, ORIGIN, post, sha256 } from "./ask-api.fixture.ts"
import { type Asked, makeRuns, named } from "./made-runs.fixture.ts"

const start = JSON.stringify({ request: { year: 2025 } })

async function errorOf(answer: Response): Promise<ErrorAnswer["error"]> {
  const { error } = (await answer.json()) as ErrorAnswer
  return error
}

describe("a route", () => {
  const routes: readonly [string, Asked, status?: number, init?: RequestInit][] = [
    ["/api/site", ["site"]],
    ["/api/jobs", ["jobs"]],
    ["/api/plan", ["plan", { year: 2025 }], 200, post(start)],
    ["/api/runs", ["list", {}]],
    ["/api/runs?status=FAILED&count=30&after=x%20y", ["list", { status: "FAILED", count: 30, after: "x y" }]],
    ["/api/runs", ["start", { year: 2025 }], 201, post(start)],
    ["/api/runs/r-1", ["read", "r-1"]],
    ["/api/runs/r.2025_1", ["read", "r.2025_1"]],
    ["/api/runs/r-1/batches?count=1000", ["batches", "r-1", { count: 1000 }]],
    ["/api/runs/r-1/batches/c_2", ["batch", "r-1", "c_2"]],
    ["/api/runs/r-1/batches/c_2/log", ["batchLog", "r-1", "c_2"]],
    ["/api/runs/r-1/failures", ["failures", "r-1"]],
    [
      "/api/runs/r-1/failures/objects?kind=object&name=BadObject&count=5",
      ["failedObjects", "r-1", { kind: "object", name: "BadObject" }, { count: 5 }],
    ],
    ["/api/runs/r-1/rejects?object=a%2Fb&rule=TEMP", ["rejects", "r-1", { object: "a/b", rule: "TEMP" }]],
    ["/api/runs/r-1/quality", ["quality", "r-1"]],
    ["/api/runs/r-1/result", ["result", "r-1"]],
    [
      "/api/runs/r-1/logs?level=WARN&batch=b&object=o&after=t&count=9",
      ["logs", "r-1", { level: "WARN", batch: "b", object: "o" }, { after: "t", count: 9 }],
    ],
    ["/api/runs/r-1/stop", ["stop", "r-1"], 200, post()],
    ["/api/runs/r-1/redrive", ["redrive", "r-1"], 200, post()],
    ["/api/runs/r-1/repair", ["repair", "r-1"], 201, post()],
  ]

  test.each(routes)("%s asks for %j", async (path, expected, status = 200, init = {}) => {
    const made = makeRuns()
    const answer = await apiOf(made).request(path, init)
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-type")).toBe("application/json")
    expect(made.asked).toEqual([expected])
    const isAction = /\/(stop|redrive)$/.test(path)
    expect(await answer.json()).toEqual(isAction ? { run: "r-1" } : {})
  })

  test("is told of by its error where there is none", async () => {
    const made = makeRuns()
    for (const [path, init] of [
      ["/api", {}],
      ["/api/", {}],
      ["/api/nothing", {}],
      ["/api/runs/r-1/", {}],
      ["/api/runs/r-1/nothing", {}],
      ["/api/runs/r-1", post()],
      ["/api/runs/r-1", { ...post(), method: "DELETE" }],
    ] as const) {
      const answer = await apiOf(made).request(path, init)
      expect(answer.status, path).toBe(404)
      expect((await errorOf(answer)).name).toBe("NoSuchRoute")
    }
    expect(made.asked).toEqual([])
  })
})

describe("a request", () => {
  test.each([
    ["/api/runs?sort=up", 'query cannot be used: Unrecognized key: "sort"'],
    ["/api/runs?status=DONE", 'query "status"'],
    ["/api/runs?status=FAILED&status=RUNNING", 'query "status"'],
    ["/api/runs?count=0", 'query "count"'],
    ["/api/runs?count=10000", 'query "count"'],
    ["/api/runs?count=1e3", 'query "count"'],
    ["/api/runs?after=", 'query "after"'],
    [`/api/runs?after=${"x".repeat(4_097)}`, 'query "after"'],
    ["/api/runs?__proto__=x", "query"],
    ["/api/runs/.ab", 'param "run" cannot be used: is no run\'s name'],
    [`/api/runs/${"x".repeat(81)}`, 'param "run"'],
    ["/api/runs/a%2F..%2Fb", 'param "run"'],
    ["/api/runs/%00", 'param "run"'],
    ["/api/runs/r%0A", 'param "run"'],
    ["/api/runs/%3Cscript%3E", 'param "run"'],
    ["/api/runs/%ff", 'param "run"'],
    ["/api/runs/r/batches?object=x", "query"],
    ["/api/runs/r/batches/a%20b", 'param "child"'],
    ["/api/runs/r/failures/objects", 'query "kind"'],
    ["/api/runs/r/failures/objects?kind=row&name=x", 'query "kind"'],
    ["/api/runs/r/failures/objects?kind=object", 'query "name"'],
    [`/api/runs/r/rejects?object=${"x".repeat(1_025)}`, 'query "object"'],
    ["/api/runs/r/logs?level=LOUD", 'query "level"'],
    ["/api/runs/r/files/report.json", 'param "name"'],
    ["/api/runs/r/files/..%2F..%2Fsecret", 'param "name"'],
  ])("for %s is refused", async (path, message) => {
    const made = makeRuns()
    const answer = await apiOf(made).request(path)
    expect(answer.status).toBe(400)
    expect(await errorOf(answer)).toEqual({
      name: "InvalidRequest",
      message: expect.stringContaining(message),
    })
    expect(made.asked).toEqual([])
  })

  const refused: readonly [string, RequestInit, number, string][] = [
    ["JSON that is none", post("{"), 400, "Malformed JSON"],
    ["a list", post("[]"), 400, "json cannot be used: Invalid input"],
    ["no request", post("{}"), 400, 'json "request"'],
    ["another field", post('{"request":{},"x":1}'), 400, 'Unrecognized key: "x"'],
    ["a request that is no object", post('{"request":"x"}'), 400, 'json "request"'],
    ["text", post(start, { "content-type": "text/plain" }), 400, "Content-Type: application/json"],
    ["no type", post(start, { "content-type": "" }), 400, "Content-Type: application/json"],
    ["no body", post(), 400, "json"],
    ["no hash", post(start, { "x-amz-content-sha256": "" }), 400, "x-amz-content-sha256"],
    [
      "a hash of something else",
      post(start, { "x-amz-content-sha256": sha256("x") }),
      400,
      "is not the one whose",
    ],
    [
      "no hash at all",
      post(start, { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }),
      400,
      "must hold the SHA-256 of the body",
    ],
    ["more than 1 MB", post(`"${"x".repeat(1024 * 1024)}"`), 413, "more than 1048576 bytes"],
  ]

  test.each(refused)("with %s is refused", async (_, init, status, message) => {
    const made = makeRuns()
    for (const path of ["/api/runs", "/api/plan"]) {
      const answer = await apiOf(made).request(path, init)
      expect(answer.status).toBe(status)
      expect((await errorOf(answer)).message).toContain(message)
    }
    expect(made.asked).toEqual([])
  })

  test("for an action that brings a body is refused", async () => {
    const made = makeRuns()
    for (const action of ["stop", "redrive", "repair"]) {
      const answer = await apiOf(made).request(`/api/runs/r/${action}`, post("{}"))
      expect(answer.status).toBe(400)
      expect((await errorOf(answer)).message).toContain("takes no body")
    }
    expect(made.asked).toEqual([])
  })

  test("that reads and claims a body is refused", async () => {
    for (const header of [{ "content-length": "2" }, { "transfer-encoding": "chunked" }] as const) {
      const answer = await apiOf(makeRuns()).request("/api/runs", { headers: header })
      expect(answer.status).toBe(400)
      expect((await errorOf(answer)).message).toContain("a GET takes no body")
    }
  })
})

describe("the guard", () => {
  const cases: readonly [string, RequestInit][] = [
    ["a GET of another origin", { headers: { origin: "https://example.com" } }],
    ["a GET of a frame without one", { headers: { origin: "null" } }],
    ["a GET of the origin without TLS", { headers: { origin: ORIGIN.replace("https", "http") } }],
    ["a GET of another port", { headers: { origin: `${ORIGIN}:8443` } }],
    ["a GET of a longer name", { headers: { origin: `${ORIGIN}.example.org` } }],
    ["a GET that another site made", { headers: { "sec-fetch-site": "cross-site" } }],
    ["a GET that a sibling made", { headers: { "sec-fetch-site": "same-site" } }],
    ["an OPTIONS of another origin", { method: "OPTIONS", headers: { origin: "https://example.com" } }],
    ["a POST of no page", { method: "POST", headers: { "x-amz-content-sha256": sha256("") } }],
    ["a POST of another origin", post("", { origin: "https://example.com" })],
    ["a POST that another site made", post("", { "sec-fetch-site": "cross-site" })],
    ["a DELETE of no page", { method: "DELETE", headers: { "x-amz-content-sha256": sha256("") } }],
  ]

  test.each(cases)("refuses %s", async (_, init) => {
    const made = makeRuns()
    const answer = await apiOf(made).request("/api/runs/r/stop", init)
    expect(answer.status).toBe(403)
    expect((await errorOf(answer)).name).toBe("ForeignRequest")
    expect(answer.headers.get("access-control-allow-origin")).toBeNull()
    expect(made.asked).toEqual([])
  })

  test("lets the site's own pages through, and who comes by no page", async () => {
    const made = makeRuns()
    const api = apiOf(made)
    for (const headers of [
      {},
      { origin: ORIGIN, "sec-fetch-site": "same-origin" },
      { "sec-fetch-site": "none" },
    ] as Record<string, string>[])
      expect((await api.request("/api/runs", { headers })).status).toBe(200)
    expect(
      (await api.request("/api/runs/r/stop", post("", { "sec-fetch-site": "same-origin" }))).status,
    ).toBe(200)
    expect(made.asked).toHaveLength(4)
  })
})

describe("an error", () => {
  test.each([
    ["InvalidRunInput", 400],
    ["AccessDenied", 403],
    ["SessionExpired", 403],
    ["NoSuchRun", 404],
    ["NoSuchBatch", 404],
    ["NotYet", 404],
    ["NotAllowed", 409],
    ["Throttled", 429],
    ["Unreachable", 502],
  ])("%s is a %i that says what it says", async (name, status) => {
    const failures: unknown[] = []
    const made = makeRuns({
      read: () => {
        throw named(name, 'there is no run "r"')
      },
    })
    const api = apiOf(made, { onFailure: (error) => failures.push(error) })
    const answer = await api.request("/api/runs/r")
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({ error: { name, message: 'there is no run "r"' } })
    expect(failures).toEqual([])
  })

  test.each(["TypeError", "constructor", "__proto__"])(
    "%s that nobody foresaw is logged, and told without detail",
    async (name) => {
      const failures: unknown[] = []
      const error = named(name, "/home/somebody/secret")
      const made = makeRuns({
        read: () => {
          throw error
        },
      })
      const api = apiOf(made, { onFailure: (found) => failures.push(found) })
      const answer = await api.request("/api/runs/r")
      expect(answer.status).toBe(500)
      expect(await answer.text()).not.toContain("secret")
      expect(failures).toEqual([error])
    },
  )

  test("is what a run that never answers comes to", async () => {
    const made = makeRuns({ read: () => new Promise(() => {}) })
    const answer = await apiOf(made, { patience: 20 }).request("/api/runs/r")
    expect(answer.status).toBe(504)
    expect((await errorOf(answer)).name).toBe("TimedOut")
  })
})

describe("an answer", () => {
  test.each([
    ["/api/runs", {}],
    ["/api/runs?x=1", {}],
    ["/api/nothing", {}],
    ["/api/runs", { headers: { origin: "https://example.com" } }],
    ["/api/runs/r/files/result.csv", {}],
    ["/api/runs/r", {}],
  ])("to %s %j is kept nowhere, runs nothing and is in no frame", async (path, init) => {
    const made = makeRuns({
      download: () => ({
        body: new Blob(["a"]).stream(),
        contentType: "text/csv",
        bytes: 1,
        name: "result.csv",
      }),
      read: () => {
        throw new Error("unforeseen")
      },
    })
    const { headers } = await apiOf(made, { onFailure: () => {} }).request(path, init)
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'.*frame-ancestors 'none'.*sandbox$/,
      ),
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    })
  })

  test("is compressed where it is long and the client takes that", async () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({ run: `run-${at}` }))
    const api = apiOf(
      makeRuns({ list: () => ({ runs: rows, next: null }), site: () => ({ engine: "local" }) }),
    )
    const ask = (path: string, encoding: string) =>
      api.request(path, { headers: { "accept-encoding": encoding } })
    const long = await ask("/api/runs", "br, gzip;q=0.8")
    expect(long.headers.get("content-encoding")).toBe("gzip")
    expect(long.headers.get("vary")).toBe("Accept-Encoding")
    const bytes = Buffer.from(await long.arrayBuffer())
    expect(long.headers.get("content-length")).toBe(String(bytes.length))
    expect(bytes.length).toBeLessThan(1_000)
    expect(JSON.parse(gunzipSync(bytes).toString())).toEqual({ runs: rows, next: null })
    for (const [path, encoding] of [
      ["/api/site", "gzip"],
      ["/api/runs", "gzip;q=0, br"],
      ["/api/runs", "identity"],
    ] as const) {
      const plain = await ask(path, encoding)
      expect(plain.headers.get("content-encoding")).toBeNull()
      expect(plain.headers.get("vary")).toBe("Accept-Encoding")
      await plain.json()
    }
  })

  test("to a HEAD has no body", async () => {
    const answer = await apiOf(makeRuns()).request("/api/site", { method: "HEAD" })
    expect([answer.status, await answer.text()]).toEqual([200, ""])
  })

  test("holds names as JSON text, whatever is in them", async () => {
    const names = [
      "<script>alert(1)</script>",
      "../../etc/passwd",
      "x".repeat(1_000),
      "\u202Egpj.exe\u2066",
      "a\0b",
      "a\nb",
      '"',
      "\uD800",
    ]
    const api = apiOf(
      makeRuns({ failedObjects: () => ({ objects: names.map((key) => ({ key })), next: null }) }),
    )
    const answer = await api.request("/api/runs/r/failures/objects?kind=object&name=BadObject")
    expect(answer.headers.get("content-type")).toBe("application/json")
    expect(((await answer.json()) as { objects: { key: string }[] }).objects.map(({ key }) => key)).toEqual(
      names,
    )
  })

  test("takes hostile names as text, and hands them on as they are", async () => {
    const names = [
      "<script>alert(1)</script>",
      "../../etc/passwd",
      "x".repeat(1_000),
      "\u202Egpj.exe",
      "a\0b",
      "a\nb",
      "a&b=c#d?e%2F",
    ]
    const made = makeRuns()
    for (const object of names) {
      const query = new URLSearchParams({ object })
      expect((await apiOf(made).request(`/api/runs/r/rejects?${query}`)).status).toBe(200)
      expect((await apiOf(made).request(`/api/runs/r/logs?${query}`)).status).toBe(200)
    }
    expect(made.asked).toEqual(
      names.flatMap((object) => [
        ["rejects", "r", { object }],
        ["logs", "r", { object }, {}],
      ]),
    )
  })
})

describe("a download", () => {
  const csv = "station,max\r\n<script>alert(1)</script>,1\r\n"
  const made = makeRuns({
    download: () => ({
      ...{ name: "result.csv", contentType: "text/csv", bytes: Buffer.byteLength(csv) },
      body: new Blob([csv]).stream(),
    }),
  })

  test("is saved under the run's name, as it is", async () => {
    const answer = await apiOf(made).request("/api/runs/r-1/files/result.csv", {
      headers: { "accept-encoding": "gzip" },
    })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/csv",
      "content-length": String(Buffer.byteLength(csv)),
      "content-disposition": `attachment; filename="r-1-result.csv"; filename*=UTF-8''r-1-result.csv`,
      "x-content-type-options": "nosniff",
    })
    expect(answer.headers.get("content-encoding")).toBeNull()
    expect(await answer.text()).toBe(csv)
    expect(made.asked).toEqual([["download", "r-1", "result.csv"]])
  })

  test("has no length where it is made while it is sent, and is not held", async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new TextEncoder().encode('{"key":"a"}\n'))
      },
    })
    const download = () => ({ name: "f", contentType: "application/json", bytes: null, body: endless })
    const answer = await apiOf(makeRuns({ download })).request("/api/runs/r/files/failures.jsonl")
    expect(answer.headers.get("content-length")).toBeNull()
    const reader = answer.body!.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('{"key":"a"}\n')
    expect(pulled).toBeLessThan(5)
    await reader.cancel()
  })

  test("that fails at once is an error like any other", async () => {
    const failing = (error: Error) =>
      new ReadableStream<Uint8Array>({
        pull() {
          throw error
        },
      })
    const ask = (error: Error, failures: unknown[] = []) => {
      const download = () => ({ ...{ name: "f", contentType: "text/csv", bytes: 5 }, body: failing(error) })
      const api = apiOf(makeRuns({ download }), { onFailure: (found) => failures.push(found) })
      return api.request("/api/runs/r/files/result.csv")
    }
    const notYet = await ask(named("NotYet", "the run has no result so far"))
    expect([notYet.status, notYet.headers.get("content-disposition")]).toEqual([404, null])
    expect((await errorOf(notYet)).name).toBe("NotYet")
    const failures: unknown[] = []
    const broken = await ask(new TypeError("secret"), failures)
    expect([broken.status, await broken.text()]).toEqual([500, expect.not.stringContaining("secret")])
    expect(failures).toMatchObject([{ message: "secret" }])
  })

  test("is let go of where only its headers are wanted", async () => {
    let isLetGo = false
    const cancel = () => {
      isLetGo = true
    }
    const download = () => ({
      ...{ name: "f", contentType: "text/csv", bytes: 7, body: new ReadableStream({ cancel }) },
    })
    const api = apiOf(makeRuns({ download }))
    const answer = await api.request("/api/runs/r/files/result.csv", { method: "HEAD" })
    expect([answer.status, answer.headers.get("content-length"), isLetGo]).toEqual([200, "7", true])
  })

  test("is let go of where nobody wants its rest", async () => {
    let reason: unknown
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: (found) => {
        reason = found
      },
    })
    const download = () => ({ ...{ name: "f", contentType: "text/csv", bytes: null }, body })
    const answer = await apiOf(makeRuns({ download })).request("/api/runs/r/files/result.csv")
    await answer.body!.cancel("enough")
    expect(reason).toBe("enough")
  })
})
