import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { type Finished, openStageWorld, type StageWorld } from "./stage-world.ts"

// The machine and the code that were deployed, on the embedded engine, beside the same job run on this machine alone.

const STATIONS = 40
const BATCH = 7
const RESULTS = "results/gsod-hottest/year=2025"

let world: StageWorld
let input: string
beforeAll(async () => {
  world = await openStageWorld(inject("deployment"))
  input = join(world.folder, "input")
})
afterAll(() => world?.close())

const result = (bucket: string, name: string) => readFileSync(join(bucket, RESULTS, name), "utf8")
const output = () => join(world.folder, "output")
const key = (at: number) => `2025/${readdirSync(join(input, "2025")).sort()[at]}`

function runOnStage(...flags: string[]): Promise<Finished> {
  const job = ["run", "gsod-hottest", "--year", "2025", "--batch-objects", `${BATCH}`, "--json"]
  return world.mapfold(...job, "--stage", "ci", ...flags)
}

function runHere(...flags: string[]): Promise<Finished> {
  const home = ["--dir", join(world.folder, "own")]
  const places = ["--input", input, "--output", output(), ...home]
  return world.mapfold("run", "gsod-hottest", "--year", "2025", ...places, "--json", ...flags)
}

/** The summary of a run that ended so; what it has said where it did not. */
function summaryOf({ code, stdout, stderr }: Finished, status: string) {
  expect(stdout, stderr).not.toBe("")
  const summary = JSON.parse(stdout)
  expect(summary, stderr).toMatchObject({ status })
  expect(code).toBe(status === "SUCCEEDED" ? 0 : 1)
  return summary
}

function expectSameResults(): void {
  for (const name of ["result.json", "result.csv"])
    expect(result(world.output, name)).toBe(result(output(), name))
}

/** Changes an object in both places; what undoes that is answered. */
function spoil(at: number, change: (text: string) => string): () => void {
  const paths = [input, world.input].map((bucket) => join(bucket, key(at)))
  const text = readFileSync(paths[0]!, "utf8")
  for (const path of paths) writeFileSync(path, change(text))
  return () => {
    for (const path of paths) writeFileSync(path, text)
  }
}

describe("what was deployed", () => {
  let whole: string

  test("comes to the result of this machine, to the byte", async () => {
    const sampled = await world.mapfold("sample", "--stage", "ci", "--stations", `${STATIONS}`)
    expect(sampled.code, sampled.stderr).toBe(0)
    cpSync(world.input, input, { recursive: true })
    const here = summaryOf(await runHere(), "SUCCEEDED")
    const there = summaryOf(await runOnStage(), "SUCCEEDED")
    expect(there.objects).toEqual({ listed: STATIONS, processed: STATIONS, skipped: 0, failed: 0 })
    expect(there.records).toEqual(here.records)
    expectSameResults()
    whole = result(world.output, "result.json")
    // by the code that was deployed, and no other
    expect(world.calls()).toEqual({
      "mapfold-ci-prepare": 1,
      "mapfold-ci-process": Math.ceil(STATIONS / BATCH),
      "mapfold-ci-reduce": 1,
    })
  })

  test("bears a bad file and a rejected record within the tolerance, is refused beyond it, and is repaired", async () => {
    const mend = [
      spoil(5, () => "this,is\nno,station\n"),
      spoil(11, (text) => `${text.trimEnd()}\n"${key(11)}","2025-01-01"\n`),
    ]
    const refused = summaryOf(await runOnStage(), "FAILED")
    expect(refused).toMatchObject({ error: "ToleranceExceeded" })
    expect(result(world.output, "result.json")).toBe(whole)

    const tolerant = ["--tolerate-objects", "1", "--tolerate-records", "1"]
    summaryOf(await runHere(...tolerant), "SUCCEEDED")
    const there = summaryOf(await runOnStage(...tolerant), "SUCCEEDED")
    expect(there).toMatchObject({ complete: false, objects: { failed: 1 }, records: { rejected: 1 } })
    expect(there.failures).toMatchObject({ total: 1 })
    expectSameResults()
    expect(result(world.output, "result.json")).not.toBe(whole)

    for (const undo of mend) undo()
    const repaired = summaryOf(
      await world.mapfold("repair", there.run, "--stage", "ci", "--json"),
      "SUCCEEDED",
    )
    expect(repaired).toMatchObject({ complete: true, objects: { processed: STATIONS, failed: 0 } })
    expect(result(world.output, "result.json")).toBe(whole)
  })

  test("keeps what its functions print, each line with its run", async () => {
    const ended = await runOnStage()
    const { run } = summaryOf(ended, "SUCCEEDED")
    const logs = await world.mapfold("logs", run, "--stage", "ci", "--json")
    expect(logs.code, logs.stderr).toBe(0)
    expect(logs.stdout).toContain("run prepared")
    expect(logs.stdout).toContain("run reduced")
  })
})
