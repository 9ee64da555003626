import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import type { Plan } from "@mapfold/core/plan/plan"
import type { BatchPage, BatchView } from "@mapfold/core/status/batch-view"
import type { FailedObjectPage, FailuresView } from "@mapfold/core/status/failure-view"
import type { LogPage } from "@mapfold/core/status/log-view"
import type { ResultView } from "@mapfold/core/status/result-view"
import type { RunPage } from "@mapfold/core/status/run-line"
import type { RunView } from "@mapfold/core/status/run-view"
import type { JobView, SiteView } from "@mapfold/core/status/site-view"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { makeGate } from "./gate/gate.ts"
import { type Serving, serve, serveWith } from "./serve/serving.ts"
import { makeSiteClient } from "./serve/site-client.ts"

const { path: folder, remove } = scratch()
const home = join(folder, "home")
const STATIONS = 120
/** Keys of objects that are no CSV files, with all in them that somebody may try. */
const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)<script>",
  "..%2F..%2Fetc%2Fpasswd",
  "...",
  "\u202Egpj.exe\u2066",
  "two\nlines\tand a tab",
  `"quoted" & 'so' \\ on;`,
  `${`${"x".repeat(199)}/`.repeat(4)}${"y".repeat(191)}`,
].map((name) => `2025/${name}.csv`)

let serving: Serving
let site: ReturnType<typeof makeSiteClient>
let run = ""
const gate = makeGate(folder)
/** The last of the stations: whoever waits for it has done nearly all. */
let last = ""

beforeAll(async () => {
  await mapfold(["sample", "--stations", String(STATIONS), "--dir", home])
  last = readdirSync(join(home, "input/2025")).sort().at(-1)!
  for (const key of HOSTILE) {
    const file = join(home, "input", key)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, "no columns that anybody knows\n1\n")
  }
  serving = await serveWith(gate.env, home, "--site-port", "0")
  site = makeSiteClient(serving.siteUrl)
  const request = { year: 2025, tolerate: { objects: "100%" }, settings: { batchObjects: 10 } }
  const started = await site.post<{ run: string }>("/api/runs", { request })
  expect(started.status).toBe(201)
  run = started.body.run
})
afterAll(async () => {
  expect(await serving.end()).toBe(0)
  remove()
  // nothing happened that nobody foresaw
  expect(serving.printed()).not.toMatch(/^ +at /m)
})

/** A run that goes on until the gate is opened: a child an object, one at a time. */
async function startSlow(): Promise<{ readonly run: string }> {
  gate.close(last)
  const settings = { batchObjects: 1, concurrency: 1 }
  const request = { year: 2025, tolerate: { objects: "100%" }, settings }
  const { status, body } = await site.post<{ run: string }>("/api/runs", { request })
  expect(status).toBe(201)
  await gate.come()
  return body
}

describe("mapfold serve", () => {
  it("prints the address of the site first, and serves its page there", async () => {
    const [first = ""] = serving
      .printed()
      .split("\n")
      .filter((line) => line.includes("http"))
    expect(first).toMatch(/^Status site +http:\/\/127\.0\.0\.1:\d+$/)
    for (const path of ["/", `/runs/${run}/failures`]) {
      const page = await fetch(serving.siteUrl + path)
      expect(page.status).toBe(200)
      expect(page.headers.get("content-security-policy")).toContain("script-src 'self'")
      expect(await page.text()).toMatch(/<script type="module"[^>]* src="\/assets\/[^"]+\.js"/)
    }
  })

  it("leaves the site out where it is told to", async () => {
    const without = await serve(join(folder, "without"))
    expect(without.printed()).not.toContain("Status site")
    expect(await without.end()).toBe(0)
  })

  it("says which flag to use where the port is taken, and leaves nothing running", async () => {
    const taken = createServer().listen(0, "127.0.0.1")
    await new Promise((resolve) => taken.once("listening", resolve))
    const { port } = taken.address() as AddressInfo
    const args = ["serve", "--dir", join(folder, "taken"), "--sfn-port", "0", "--s3-port", "0"]
    const { code, stderr, stdout } = await mapfold([...args, "--site-port", String(port)])
    taken.close()
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toContain(`127.0.0.1:${port} is in use: choose another port (--site-port, `)
  })

  it("refuses a port that is none", async () => {
    const { code, stderr } = await mapfold(["serve", "--site-port", "70000"])
    expect(code).toBe(2)
    expect(stderr).toContain('--site-port is "70000": it must be a port from 1 to 65535')
  })
})

describe("the status API of a home", () => {
  it("tells where it is and what can be run", async () => {
    expect((await site.get<SiteView>("/api/site")).body).toMatchObject({
      engine: "local",
      region: "us-east-1",
    })
    const { body: jobs } = await site.get<JobView[]>("/api/jobs")
    expect(jobs.map(({ name }) => name)).toContain("gsod-hottest")
  })

  it("shows the run while it runs and when it has ended", async () => {
    const running = await site.get<RunView>(`/api/runs/${run}`)
    expect(running.status).toBe(200)
    const ended = await site.ended(run)
    expect(ended).toMatchObject({
      ...{ run, status: "SUCCEEDED", job: "gsod-hottest", complete: false },
      objects: { listed: STATIONS + HOSTILE.length, processed: STATIONS, failed: HOSTILE.length },
    })
    const { body: page } = await site.get<RunPage>("/api/runs?count=1")
    expect(page.runs).toMatchObject([{ run, status: "SUCCEEDED", complete: false }])
    const { body: result } = await site.get<ResultView>(`/api/runs/${run}/result`)
    expect(result).toMatchObject({ complete: false, missing: { objects: HOSTILE.length } })
    expect(result.rows).toHaveLength(12)
  })

  it("answers all that is asked of a run which is being written", async () => {
    const { run: slow } = await startSlow()
    let seen = 0
    for (;;) {
      const { body } = await site.get<RunView>(`/api/runs/${slow}`)
      if (body.status !== "RUNNING") break
      if (++seen === 3) gate.open()
      expect(body.progress.phase).not.toBe("ended")
      for (const part of ["batches", "failures", "logs"])
        expect((await site.get(`/api/runs/${slow}/${part}`)).status, part).toBeOneOf([200, 404])
      for (const part of ["quality", "result", "files/result.csv"]) {
        const { status, body } = await site
          .get<unknown>(`/api/runs/${slow}/${part}`)
          .catch(() => ({ status: 200, body: null }))
        if (status !== 200)
          expect({ status, body }).toMatchObject({ status: 404, body: { error: { name: "NotYet" } } })
      }
    }
    expect(seen).toBeGreaterThanOrEqual(3)
  })

  it("stops a run, goes on with it, and repairs what failed in it", async () => {
    const { run: slow } = await startSlow()
    expect((await site.post(`/api/runs/${slow}/stop`)).body).toEqual({ run: slow })
    gate.open()
    expect(await site.ended(slow)).toMatchObject({ status: "ABORTED", actions: { redrive: null } })
    expect((await site.post(`/api/runs/${slow}/redrive`)).body).toEqual({ run: slow })
    expect(await site.ended(slow)).toMatchObject({ status: "SUCCEEDED", redrives: 1 })
    const again = await site.post(`/api/runs/${slow}/redrive`)
    expect(again).toMatchObject({ status: 409, body: { error: { name: "NotAllowed" } } })
    const repaired = await site.post<{ run: string }>(`/api/runs/${slow}/repair`)
    expect(repaired.status).toBe(201)
    expect(await site.ended(repaired.body.run)).toMatchObject({ status: "SUCCEEDED", repairs: slow })
    expect((await site.post("/api/runs/no-such-run/stop")).status).toBe(404)
  })

  it("plans a run, and refuses one that cannot be", async () => {
    const { body } = await site.post<Plan>("/api/plan", { request: { year: 2025 } })
    expect(body).toMatchObject({ objects: STATIONS + HOSTILE.length, cost: null })
    for (const path of ["/api/plan", "/api/runs"]) {
      const refused = await site.post(path, { request: { year: "soon" } })
      expect(refused).toMatchObject({ status: 400, body: { error: { name: "InvalidRunInput" } } })
    }
  })

  it("names failed objects as they are, in JSON alone", async () => {
    await site.ended(run)
    const { body: failures } = await site.get<FailuresView>(`/api/runs/${run}/failures`)
    const [cause] = failures.causes
    expect(cause).toMatchObject({ kind: "object", count: HOSTILE.length })
    const query = new URLSearchParams({ kind: "object", name: cause!.name, count: "100" })
    const { headers, body } = await site.get<FailedObjectPage>(`/api/runs/${run}/failures/objects?${query}`)
    expect(headers.get("content-type")).toBe("application/json")
    expect(headers.get("x-content-type-options")).toBe("nosniff")
    expect(body.objects.map(({ key }) => key).sort()).toEqual([...HOSTILE].sort())
  })

  it("shows a batch with its files and failures", async () => {
    await site.ended(run)
    const { body: page } = await site.get<BatchPage>(`/api/runs/${run}/batches`)
    const batches = await Promise.all(
      page.batches.map(({ child }) => site.get<BatchView>(`/api/runs/${run}/batches/${child}`)),
    )
    const keys = batches.flatMap(({ body }) => body.files.map(({ key }) => key))
    expect(keys).toHaveLength(STATIONS + HOSTILE.length)
    expect(keys).toEqual(expect.arrayContaining(HOSTILE))
    expect(batches.flatMap(({ body }) => body.failures.map(({ key }) => key)).sort()).toEqual(
      [...HOSTILE].sort(),
    )
  })

  it("takes any object's name for a filter", async () => {
    await site.ended(run)
    for (const object of [...HOSTILE, "a\0b", "../../../etc/passwd", "x".repeat(1_000)]) {
      const query = new URLSearchParams({ object })
      expect((await site.get(`/api/runs/${run}/rejects?${query}`)).body).toMatchObject({ rejects: [] })
      expect((await site.get<LogPage>(`/api/runs/${run}/logs?${query}`)).status).toBe(200)
    }
  })

  it("gives files to save, which no browser shows as a page", async () => {
    await site.ended(run)
    for (const name of ["result.json", "result.csv", "failures.jsonl"]) {
      const answer = await fetch(`${serving.siteUrl}/api/runs/${run}/files/${name}`)
      expect(answer.status).toBe(200)
      expect(answer.headers.get("content-disposition")).toContain(`attachment; filename="${run}-${name}"`)
      expect(answer.headers.get("content-security-policy")).toContain("sandbox")
      const lines = (await answer.text()).trimEnd().split("\n")
      if (name !== "failures.jsonl") continue
      expect(lines.map((line) => JSON.parse(line).key).sort()).toEqual([...HOSTILE].sort())
    }
  })

  it.each(["../../runs", "no-such-run", "<script>", "x".repeat(81)])("has no run %s", async (name) => {
    const answer = await site.get(`/api/runs/${encodeURIComponent(name)}`)
    expect(answer.status).toBe(name === "no-such-run" ? 404 : 400)
  })

  it("answers no other site", async () => {
    for (const headers of [{ origin: "https://example.com" }, { "sec-fetch-site": "cross-site" }] as const)
      expect((await site.get("/api/runs", headers)).status).toBe(403)
    const bare = await fetch(`${serving.siteUrl}/api/runs/${run}/stop`, { method: "POST" })
    expect(bare.status).toBe(403)
  })
})
