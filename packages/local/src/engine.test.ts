import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import { Report } from "@mapfold/core/report/report"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Engine, openEngine } from "./engine.ts"

const STATIONS = 40

let root = ""
let engine: Engine

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "mapfold-engine-"))
  for (const { key, bytes } of madeStations({ year: 2025, stations: STATIONS })) {
    const path = join(root, "in", key)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  mkdirSync(join(root, "out"))
  engine = await open()
})

afterAll(async () => {
  await engine.close()
  rmSync(root, { recursive: true })
})

const result = () => readFileSync(join(root, "out/results/gsod-hottest/year=2025/result.json"), "utf8")

function open(): Promise<Engine> {
  const buckets = { input: join(root, "in"), output: join(root, "out") }
  return openEngine({ home: join(root, "home"), buckets, workers: 2 })
}

describe("a run", () => {
  it("goes from the files to the result, and counts as it goes", async () => {
    const execution = engine.start({ run: "whole", request: { year: 2025 } })
    expect(execution.progress().phase).toBe("preparing")
    expect(await execution.done).toMatchObject({
      status: "SUCCEEDED",
      output: { complete: true, published: true },
    })
    const report = Report.parse(JSON.parse(readFileSync(join(root, "out/runs/whole/report.json"), "utf8")))
    expect(report.objects).toStrictEqual({ listed: STATIONS, processed: STATIONS, skipped: 0, failed: 0 })
    expect(execution.progress()).toStrictEqual({
      phase: "ended",
      objectsListed: STATIONS,
      objectsDone: STATIONS,
      rows: report.records.rows,
      bytes: report.bytes,
    })
    expect(JSON.parse(result()).rows).toHaveLength(12)
  })

  it("gives the same bytes however the objects are batched", async () => {
    const results = new Set<string>()
    for (const batchObjects of [1, 7, 500]) {
      const request = { year: 2025, settings: { batchObjects } }
      const execution = engine.start({ run: `by-${batchObjects}`, request })
      expect(await execution.done).toMatchObject({ status: "SUCCEEDED" })
      expect(execution.progress().objectsDone).toBe(STATIONS)
      expect(readdirSync(join(root, `out/runs/by-${batchObjects}/batches`))).toHaveLength(
        2 * Math.ceil(STATIONS / batchObjects),
      )
      results.add(result())
    }
    expect(results.size).toBe(1)
  })

  it("processes a chosen list alone", async () => {
    const [first] = readdirSync(join(root, "in/2025"))
    const execution = engine.start({ run: "only", request: { year: 2025, only: [`2025/${first}`] } })
    expect(await execution.done).toMatchObject({ status: "SUCCEEDED", output: { objects: { listed: 1 } } })
  })

  it("fails with the sentence of the function that failed", async () => {
    const { done } = engine.start({ run: "bad", request: { year: "abc" } })
    expect(await done).toStrictEqual({
      status: "FAILED",
      error: "InvalidRunInput",
      cause: expect.stringMatching(/^the run's input cannot be used: .*year/s),
    })
  })

  it("is aborted where it is stopped, and the engine goes on", async () => {
    const execution = engine.start({ run: "stopped", request: { year: 2025 } })
    await execution.stop()
    expect(await execution.done).toStrictEqual({ status: "ABORTED" })
    expect(await engine.start({ run: "after", request: { year: 2025 } }).done).toMatchObject({
      status: "SUCCEEDED",
    })
  })

  it("is stopped where the engine is closed", async () => {
    const other = await open()
    const execution = other.start({ run: "closed", request: { year: 2025 } })
    await other.close()
    expect(await execution.done).toStrictEqual({ status: "ABORTED" })
  })
})
