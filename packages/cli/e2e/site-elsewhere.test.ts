import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { BatchPage, BatchView } from "@mapfold/core/status/batch-view"
import type { FailuresView } from "@mapfold/core/status/failure-view"
import type { ResultView } from "@mapfold/core/status/result-view"
import type { RunPage } from "@mapfold/core/status/run-line"
import type { RunView } from "@mapfold/core/status/run-view"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { summaryOf } from "./files.ts"
import { type Serving, serve } from "./serve/serving.ts"
import { makeSiteClient } from "./serve/site-client.ts"

const STATIONS = 12

const { path: folder, remove } = scratch()
const [home, input, output] = ["home", "weather", "out"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
]
const result = () => readFileSync(join(output, "results/gsod-hottest/year=2025/result.json"), "utf8")

let serving: Serving
let site: ReturnType<typeof makeSiteClient>
let whole = ""
let bad = ""
/** A run of a folder into another one, with a failed object; the home's own buckets are empty. */
let run = ""

beforeAll(async () => {
  await mapfold(["sample", "--stations", String(STATIONS), "--to", input])
  const args = ["run", "gsod-hottest", "--year", "2025", "--input", input, "--output", output, "--dir", home]
  summaryOf(await mapfold([...args, "--json"]), "SUCCEEDED")
  whole = result()
  bad = readdirSync(join(input, "2025")).sort()[3]!
  copyFileSync(join(input, "2025", bad), join(folder, "good"))
  writeFileSync(join(input, "2025", bad), "this,is\nno,station\n")
  run = summaryOf(await mapfold([...args, "--tolerate-objects", "1", "--json"]), "SUCCEEDED").run
  serving = await serve(home, "--site-port", "0")
  site = makeSiteClient(serving.siteUrl)
})
afterAll(async () => {
  expect(await serving.end()).toBe(0)
  remove()
  expect(serving.printed()).not.toMatch(/^ +at /m)
})

describe("the status site, of a run over other folders than the home's", () => {
  it("tells what lies there, and what takes it up again", async () => {
    const { body: page } = await site.get<RunPage>("/api/runs")
    expect(page.runs).toMatchObject([
      { run, complete: false, objects: { listed: STATIONS, failed: 1 } },
      { complete: true, objects: { listed: STATIONS, failed: 0 } },
    ])
    const { body: view } = await site.get<RunView>(`/api/runs/${run}`)
    expect(view).toMatchObject({ report: { complete: false }, source: { input, jobFile: null } })
    expect(view.actions.repair).toBeNull()
    const { body: failures } = await site.get<FailuresView>(`/api/runs/${run}/failures`)
    expect(failures.causes).toMatchObject([{ kind: "object", count: 1 }])
    const { body: shown } = await site.get<ResultView>(`/api/runs/${run}/result`)
    expect(shown).toMatchObject({ complete: false, missing: { objects: 1 } })
    expect((await site.get(`/api/runs/${run}/quality`)).status).toBe(200)
    const { body: batches } = await site.get<BatchPage>(`/api/runs/${run}/batches`)
    const [{ child } = { child: "" }] = batches.batches
    const { body: batch } = await site.get<BatchView>(`/api/runs/${run}/batches/${child}`)
    expect(batch).toMatchObject({ failures: [{ key: `2025/${bad}` }], attempts: [{}] })
    const file = await fetch(`${serving.siteUrl}/api/runs/${run}/files/result.json`)
    expect(JSON.parse(await file.text())).toMatchObject({ complete: false })
  })

  it("repairs it there, and reduces it again there", async () => {
    copyFileSync(join(folder, "good"), join(input, "2025", bad))
    const repair = await site.post<{ run: string }>(`/api/runs/${run}/repair`)
    expect(repair.status).toBe(201)
    const repaired = await site.ended(repair.body.run)
    expect(repaired).toMatchObject({ status: "SUCCEEDED", complete: true, repairs: run, source: { input } })
    expect(result()).toBe(whole)
    expect(readdirSync(join(home, "output"))).toEqual([])
  })

  it("goes on telling of the others where such a folder is gone, and of none that nothing failed", async () => {
    await mapfold(["sample", "--stations", "3", "--dir", home])
    const started = await site.post<{ run: string }>("/api/runs", { request: { year: 2025 } })
    await site.ended(started.body.run)
    rmSync(output, { recursive: true })
    const { status, body } = await site.get<RunPage>("/api/runs")
    expect(status).toBe(200)
    expect(body.runs.map((line) => line.status)).toEqual(Array(4).fill("SUCCEEDED"))
    expect(body.runs[0]).toMatchObject({ run: started.body.run, complete: true })
    const again = await serve(home, "--site-port", "0")
    const later = makeSiteClient(again.siteUrl)
    const { body: lines } = await later.get<RunPage>("/api/runs")
    expect(lines.runs.map(({ complete }) => complete)).toEqual([true, null, null, null])
    expect((await later.get<RunView>(`/api/runs/${run}`)).body).toMatchObject({ report: null })
    const { body: failures } = await later.get<FailuresView>(`/api/runs/${run}/failures`)
    expect(failures).toMatchObject({ causes: [], isRunning: false, hasReport: false })
    const { status: none, body: refused } = await later.get(`/api/runs/${run}/result`)
    expect([none, refused]).toMatchObject([404, { error: { name: "NotYet" } }])
    expect(await again.end()).toBe(0)
  })
})
