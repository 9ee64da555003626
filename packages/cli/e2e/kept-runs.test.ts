import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { keysIn, summaryOf } from "./files.ts"
import { makeGate } from "./gate/gate.ts"

const { path: folder, remove } = scratch()
const input = join(folder, "in")
const output = join(folder, "out")
const home = ["--dir", join(folder, "home")]
const run = ["run", "gsod-hottest", "--year", "2025", "--input", input, "--output", output, ...home, "--json"]

let done = ""
let failed = ""
let bad = ""

beforeAll(async () => {
  await mapfold(["sample", "--stations", "1000", "--to", input])
  done = summaryOf(await mapfold(run), "SUCCEEDED").run
  bad = readdirSync(join(input, "2025")).sort()[3]!
  writeFileSync(join(input, "2025", bad), "this,is\nno,station\n")
  failed = summaryOf(await mapfold([...run, "--batch-objects", "7"]), "FAILED").run
})
afterAll(remove)

async function json(...args: string[]) {
  const ended = await mapfold([...args, ...home, "--json"])
  expect(ended).toMatchObject({ code: 0, stderr: "" })
  return JSON.parse(ended.stdout)
}

describe("what is kept of runs", () => {
  it("is listed, the last one first", async () => {
    const runs = await json("runs")
    expect(runs).toMatchObject([
      { run: failed, status: "FAILED", error: "ToleranceExceeded" },
      { run: done, status: "SUCCEEDED", error: null },
    ])
    expect((await json("runs", "--count", "1")).length).toBe(1)
    const text = await mapfold(["runs", ...home])
    expect(text.stdout).toContain(`${failed}  failed`)
    expect((await mapfold(["runs", "--dir", join(folder, "none")])).stdout).toContain("There are no runs")
    const file = join(folder, "a-file")
    writeFileSync(file, "")
    for (const command of [
      ["runs"],
      ["show", "x"],
      ["resume"],
      ["serve", "--no-site", "--sfn-port", "0", "--s3-port", "0"],
    ]) {
      const refused = await mapfold([...command, "--dir", file])
      expect(refused).toMatchObject({ code: 2, stdout: "" })
      expect(refused.stderr).toContain(`--dir is "${file}": it is a file`)
    }
  })

  it("is shown, with how to go on", async () => {
    const shown = await json("show", failed)
    expect(shown).toMatchObject({ run: failed, state: "Reduce", input: { year: 2025 } })
    expect(shown.mapRuns).toMatchObject([
      { label: "MapListed", status: "SUCCEEDED", children: { SUCCEEDED: { executions: 143, items: 1_000 } } },
    ])
    const { stdout } = await mapfold(["show", failed, ...home])
    expect(stdout).toContain("143 batches of 1,000 objects succeeded")
    const folder = home[1]!
    expect(stdout).toContain(`to go on  mapfold redrive ${failed} --dir ${folder}\n`)
    expect(stdout).toContain(`to go on  mapfold repair ${failed} --dir ${folder}\n`)
    expect(stdout).toMatch(/^error .*; the report is \/.*\/report\.json$/m)
  })

  it("tells what happened, to one object too", async () => {
    const { stdout } = await mapfold(["logs", failed, ...home])
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}ExecutionStarted$/m)
    expect(stdout).toMatch(/ERROR ExecutionFailed ToleranceExceeded: .*1 of 1000 objects failed/)
    const one = await mapfold(["logs", failed, "--object", `2025/${bad}`, ...home])
    expect(one.stdout).toMatch(/^ +WARN +2025\/.* /m)
    expect(one.stdout).toContain(bad)
    expect(one.stdout).toMatch(/child \S+ of 7 objects succeeded/)
    expect(one.stdout).not.toContain("ExecutionStarted")
    const batch = /child (\S+) of/.exec(one.stdout)![1]!
    expect((await mapfold(["logs", failed, "--batch", batch, ...home])).stdout).toBe(one.stdout)
    const none = await mapfold(["logs", failed, "--batch", "none", ...home])
    expect(none).toMatchObject({ code: 2, stdout: "" })
    expect(none.stderr).toBe(`mapfold: no batch of ${failed} is called "none"\n`)
    const gone = await mapfold(["logs", failed, "--object", "gone.csv", ...home])
    expect(gone.stderr).toMatch(
      /^mapfold: no batch of \S+ was given the object "gone.csv"; a key is the whole/,
    )
  })

  it("ends where a run is stopped from elsewhere", async () => {
    const gate = makeGate(folder)
    gate.close(readdirSync(join(input, "2025")).sort()[4]!)
    const ended = mapfold([...run, "--batch-objects", "1", "--concurrency", "1"], { env: gate.env })
    await gate.come()
    const [{ run: name }] = await json("runs")
    expect(await json("stop", name)).toStrictEqual({ run: name, status: "ABORTED" })
    expect((await mapfold(["stop", name, ...home])).stdout).toContain("had ended before")
    gate.open()
    summaryOf(await ended, "ABORTED")
  })

  it("is forgotten once it is old", async () => {
    expect((await json("prune", "--older-than", "1d")).runs).toStrictEqual([])
    const { runs, objects } = await json("prune", "--older-than", "0m", "--objects")
    expect(runs).toContain(done)
    expect(objects).toStrictEqual(runs)
    expect(keysIn(output).filter((key) => key.startsWith("runs/"))).toStrictEqual([])
    expect(keysIn(output)).toContain("results/gsod-hottest/year=2025/result.json")
    expect(await json("runs")).toStrictEqual([])
  })

  it("is asked for in the right way", async () => {
    expect((await mapfold(["prune", ...home])).stderr).toContain("--older-than")
    expect((await mapfold(["prune", "--older-than", "soon", ...home])).stderr).toContain(
      "for example 90d, 12h or 30m",
    )
    expect(await mapfold(["show", "none", ...home])).toMatchObject({ code: 2 })
  })
})
