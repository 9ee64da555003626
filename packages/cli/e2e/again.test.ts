import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Ended, mapfold, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"
import { makeGate } from "./gate/gate.ts"

const STATIONS = 40

const made = scratch()
const input = join(made.path, "in")
let own = scratch()

beforeAll(async () => {
  await mapfold(["sample", "--stations", `${STATIONS}`, "--to", input])
})
afterAll(made.remove)
beforeEach(() => {
  own.remove()
  own = scratch()
})
afterEach(() => own.remove())

const output = () => join(own.path, "out")
const home = () => ["--dir", join(own.path, "home")]
const folders = () => ["--input", input, "--output", output(), ...home()]
const run = (...flags: string[]): Promise<Ended> =>
  mapfold(["run", "gsod-hottest", "--year", "2025", ...folders(), "--batch-objects", "4", "--json", ...flags])
const result = () => readFileSync(join(output(), "results/gsod-hottest/year=2025/result.json"), "utf8")
const again = (command: string, of: string) => mapfold([command, of, ...home(), "--json"])
const key = (at: number) => join(input, "2025", readdirSync(join(input, "2025")).sort()[at]!)

/** Spoils a file for as long as `act` takes to begin; what mends it is answered. */
function spoil(path: string, text: string): () => void {
  const backup = join(made.path, `backup-${Math.random()}`)
  copyFileSync(path, backup)
  writeFileSync(path, text)
  return () => {
    copyFileSync(backup, path)
    rmSync(backup)
  }
}

/** The file with one row that has too few fields. */
const withBadRow = (path: string) => `${readFileSync(path, "utf8").trimEnd()}\n"${path}","2025-01-01"\n`

describe("mapfold repair", () => {
  it("processes the failed objects alone, and the result is that of all", async () => {
    summaryOf(await run(), "SUCCEEDED")
    const whole = result()
    const mend = spoil(key(5), "this,is\nno,station\n")
    const failed = summaryOf(await run("--tolerate-objects", "1"), "SUCCEEDED")
    expect(failed).toMatchObject({ complete: false, objects: { failed: 1 } })
    expect(result()).not.toBe(whole)
    mend()
    const ended = await again("repair", failed.run)
    expect(ended.stderr).toContain(`repairs ${failed.run}: 1 object to process again`)
    const repaired = summaryOf(ended, "SUCCEEDED")
    expect(repaired).toMatchObject({ complete: true, published: true })
    expect(repaired.objects).toStrictEqual({ listed: STATIONS, processed: STATIONS, skipped: 0, failed: 0 })
    expect(result()).toBe(whole)
    expect(repaired.run).not.toBe(failed.run)
    const logs = keysIn(output()).filter((key) => key.startsWith(`runs/${repaired.run}/batches/`))
    expect(logs.filter((key) => key.endsWith(".log.json"))).toHaveLength(1)
    expect(await again("repair", repaired.run)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there is nothing to repair"),
    })
    const [last] = JSON.parse((await mapfold(["runs", ...home(), "--json"])).stdout)
    expect(last).toMatchObject({ run: repaired.run, repairs: failed.run, reduces: null })
    expect(readJson(join(output(), repaired.report))).toMatchObject({ repairs: failed.run, gone: 0 })
  })

  it("processes the whole batch of an object with rejects, where the run was refused", async () => {
    summaryOf(await run(), "SUCCEEDED")
    const whole = result()
    const path = key(5)
    const mend = spoil(path, withBadRow(path))
    const failed = summaryOf(await run(), "FAILED")
    expect(failed).toMatchObject({ error: "ToleranceExceeded", rejects: { total: 1 } })
    mend()
    const ended = await again("repair", failed.run)
    expect(ended.stderr).toContain("4 objects to process again")
    expect(summaryOf(ended, "SUCCEEDED")).toMatchObject({ complete: true, objects: { processed: STATIONS } })
    expect(result()).toBe(whole)
  })

  it("leaves out what is no longer there, and says so", async () => {
    const path = key(7)
    const mend = spoil(path, "this,is\nno,station\n")
    const failed = summaryOf(await run(), "FAILED")
    const name = path.slice(input.length + 1)
    rmSync(path)
    const ended = await again("repair", failed.run)
    mend()
    expect(ended.stderr).toContain(`no longer there, and left out: ${name}`)
    expect(summaryOf(ended, "SUCCEEDED").objects).toMatchObject({
      listed: STATIONS - 1,
      processed: STATIONS - 1,
    })
  })
})

describe("mapfold reduce", () => {
  it("makes report and result anew, of the batches alone", async () => {
    const done = summaryOf(await run(), "SUCCEEDED")
    const whole = result()
    const report = join(output(), done.report)
    rmSync(join(output(), "results"), { recursive: true })
    rmSync(report)
    const reduced = summaryOf(await again("reduce", done.run), "SUCCEEDED")
    expect(reduced).toMatchObject({ complete: true, published: true })
    expect(reduced.run).not.toBe(done.run)
    expect(result()).toBe(whole)
    expect(readJson(join(output(), reduced.report))).toMatchObject({
      ...{ run: reduced.run, reduces: done.run },
      objects: { processed: STATIONS },
    })
    expect((await mapfold(["runs", ...home()])).stdout).toContain(`reduces ${done.run}`)
    expect((await mapfold(["show", reduced.run, ...home()])).stdout).toMatch(
      new RegExp(`^reduces +${done.run}$`, "m"),
    )
  })
})

describe("mapfold redrive", () => {
  it("goes on with a run that was stopped, and runs no batch again that was done", async () => {
    summaryOf(await run(), "SUCCEEDED")
    const whole = result()
    const slowly = ["--batch-objects", "1", "--concurrency", "1"]
    const gate = makeGate(own.path)
    gate.close(key(6))
    const stopped = await mapfold(
      ["run", "gsod-hottest", "--year", "2025", ...folders(), ...slowly, "--json"],
      {
        env: gate.env,
        async onStart(child) {
          await gate.come()
          child.kill("SIGINT")
          gate.open()
        },
      },
    )
    const { run: name, objects } = summaryOf(stopped, "ABORTED")
    expect(objects.done).toBeLessThan(STATIONS)
    expect((await mapfold(["resume", ...home()])).stdout).toContain("Nothing was cut off")
    const redriven = summaryOf(await again("redrive", name), "SUCCEEDED")
    expect(redriven).toMatchObject({ run: name, complete: true, objects: { processed: STATIONS } })
    expect(result()).toBe(whole)
    expect(await again("redrive", name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Execution is SUCCEEDED and cannot be redriven"),
    })
  })

  it("says what there is where there is no such run", async () => {
    const ended = await again("redrive", "gone")
    expect(ended).toMatchObject({ code: 2 })
    expect(ended.stderr).toContain('there is no run "gone"')
    expect(ended.stderr).not.toMatch(/^ +at /m)
  })
})
