import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Ended } from "../command.ts"
import { keysIn, readJson, summaryOf } from "../files.ts"
import { MACHINE, openStageWorld, parameterOf, type StageWorld } from "./stage-world.ts"

const STATIONS = 40
const RESULTS = "results/gsod-hottest/year=2025"
const FILES = ["result.json", "result.csv"]

let world: StageWorld

beforeAll(async () => {
  world = await openStageWorld()
})
afterAll(() => world.close())

const onStage = (...args: string[]): Promise<Ended> => world.mapfold([...args, "--stage", "test"])
const run = (...flags: string[]) =>
  onStage("run", "gsod-hottest", "--year", "2025", "--batch-objects", "7", ...flags)
const key = (at: number) => `2025/${readdirSync(join(world.input, "2025")).sort()[at]!}`
const files = (folder: string) => FILES.map((name) => readFileSync(join(folder, name), "utf8"))
const published = () => files(join(world.output, RESULTS))
const json = async (...args: string[]) => {
  const ended = await onStage(...args, "--json")
  expect(ended).toMatchObject({ code: 0, stderr: "" })
  return JSON.parse(ended.stdout)
}

/** Spoils an object, and answers what mends it. */
function spoil(at: number, text: (good: string) => string): () => void {
  const path = join(world.input, key(at))
  const backup = join(world.folder, `backup-${at}`)
  copyFileSync(path, backup)
  writeFileSync(path, text(readFileSync(path, "utf8")))
  return () => copyFileSync(backup, path)
}

// each goes on from what the one before has left, as somebody at a terminal does
describe("a stage", () => {
  let whole: string[]
  let done: string
  let failed: string
  let repaired: string
  let mend: () => void

  it("is given a made year, whose objects are those that this machine is given", async () => {
    const ended = await onStage("sample", "gsod-hottest", "--stations", `${STATIONS}`)
    expect(ended).toMatchObject({ code: 0, stderr: "" })
    expect(ended.stdout).toMatch(
      /^Put 40 station files into s3:\/\/input\/2025\/ \(\d\.\d MB in all\); MADE\.txt says more\.\n$/,
    )
    await world.mapfold(["sample", "gsod-hottest", "--stations", `${STATIONS}`, "--to", "here"])
    const here = join(world.folder, "here")
    expect(keysIn(world.input)).toEqual(keysIn(here))
    for (const name of keysIn(here))
      expect(readFileSync(join(world.input, name))).toEqual(readFileSync(join(here, name)))
  })

  it("is given only what is not there yet, and nothing beside files that are others", async () => {
    const again = await onStage("sample", "--stations", `${STATIONS}`, "--seed", "7")
    expect(again).toMatchObject({ code: 2, stdout: "" })
    expect(again.stderr).toMatch(/holds \d+ files? already that would not be made so/)
    expect((await onStage("sample", "--stations", `${STATIONS}`)).stdout).toContain(
      "Put 0 station files into s3://input/2025/; 40 were there already",
    )
    expect(keysIn(world.input)).toHaveLength(STATIONS + 1)
  })

  it("runs a job to the bytes that this machine comes to, and shows them so", async () => {
    const here = await world.mapfold(["run", "gsod-hottest", "--year", "2025", "--input", "here"])
    whole = files(join(world.folder, ".mapfold/output", RESULTS))
    const there = await run()
    expect(there.code).toBe(0)
    const name = /^mapfold: (\S+) runs on stage test in us-east-1; Ctrl-C stops it\n$/.exec(there.stderr)
    expect(name).not.toBeNull()
    done = name![1]!
    expect(published()).toEqual(whole)
    const [table, facts] = there.stdout.split("\n\n")
    expect(table).toBe(here.stdout.split("\n\n")[0])
    expect(facts).toMatch(/^gsod-hottest: 40 objects, [\d,]+ rows, \d\.\d MB in .* \(.* MB\/s\)\n/)
    expect(facts).toContain(`\nresult  s3://output/${RESULTS}/result.json\n`)
    expect(facts).toContain(`\nreport  s3://output/runs/${done}/report.json\n`)
  })

  it("answers the summary of this machine with --json", async () => {
    const [here, there] = await Promise.all([
      world.mapfold(["run", "gsod-hottest", "--year", "2025", "--input", "here", "--json"]),
      run("--json"),
    ])
    const { run: name, ms: _, report, input, output, ...rest } = summaryOf(there, "SUCCEEDED")
    const local = summaryOf(here, "SUCCEEDED")
    expect(rest).toEqual({ ...rest, objects: local.objects, records: local.records, bytes: local.bytes })
    expect(Object.keys(rest).sort()).toEqual(
      Object.keys(local)
        .filter((field) => !["run", "ms", "report", "input", "output"].includes(field))
        .sort(),
    )
    expect({ report, input, output }).toEqual({
      ...{ report: `runs/${name}/report.json`, input: "s3://input/", output: "s3://output/" },
    })
  })

  it("is known by its machine as well", async () => {
    const ended = await world.mapfold(["runs", "--state-machine-arn", MACHINE, "--json"])
    expect(JSON.parse(ended.stdout)).toMatchObject([{ status: "SUCCEEDED" }, { run: done }])
  })

  it("tells of a run that failed as this machine does", async () => {
    const mends = [
      spoil(5, () => "this,is\nno,station\n"),
      spoil(9, (good) => `${good.trimEnd()}\n"x","2025-01-01"\n`),
    ]
    mend = () => {
      for (const mend of mends) mend()
    }
    const ended = await run()
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    failed = /mapfold: (\S+) failed: ToleranceExceeded/.exec(ended.stderr)![1]!
    expect(ended.stderr).toContain(
      `1 of 40 objects failed (tolerated: 0):\n  ${key(5)} line 1: the header has`,
    )
    expect(ended.stderr).toMatch(/^1 of [\d,]+ records rejected .*by rule: short-row 1:\n {2}\S+ line \d+: /m)
    expect(ended.stderr).toContain(`\nreport   s3://output/runs/${failed}/report.json\n`)
    expect(published()).toEqual(whole)
  })

  it("says how to run the first bad object alone, on this machine", async () => {
    const ended = await run("--json")
    const { alone, failures } = summaryOf(ended, "FAILED")
    expect(failures).toMatchObject({ total: 1, of: 40, examples: [{ key: key(5), error: "MissingColumn" }] })
    expect(alone).toBe(`mapfold run gsod-hottest --year 2025 --input s3://input/ --only ${key(5)}`)
    const words = alone!.split(" ").slice(1)
    const here = await world.mapfold([...words, "--output", "alone", "--json"])
    expect(summaryOf(here, "FAILED").failures).toMatchObject({ total: 1, of: 1 })
    const elsewhere = await run("--json", "--region", "us-east-1")
    expect(summaryOf(elsewhere, "FAILED").alone).toBe(alone)
  })

  it("lists its runs, the last one first", async () => {
    const runs = await json("runs")
    expect(runs).toHaveLength(5)
    expect(runs[2]).toEqual({
      ...{ run: failed, status: "FAILED", redrives: 0, repairs: null, reduces: null },
      ...{ error: "ToleranceExceeded", started: expect.any(String), ended: expect.any(String) },
    })
    expect(await json("runs", "--count", "1")).toHaveLength(1)
    const { stdout } = await onStage("runs")
    expect(stdout).toMatch(new RegExp(`^${failed}  failed .* ToleranceExceeded$`, "m"))
    expect(stdout).toMatch(new RegExp(`^${done}  succeeded `, "m"))
  })

  it("shows a run, and how to go on with it", async () => {
    expect(await json("show", failed)).toMatchObject({
      ...{ run: failed, status: "FAILED", error: "ToleranceExceeded", state: "Reduce" },
      ...{ input: { job: "gsod-hottest", year: 2025 }, output: null },
      setup: { stage: "test", buckets: { input: "s3://input/", output: "s3://output/" } },
      mapRuns: [{ label: "MapListed", children: { SUCCEEDED: { executions: 6, items: 40 } } }],
    })
    const { stdout } = await onStage("show", failed)
    expect(stdout).toContain("map       MapListed succeeded: 6 batches of 40 objects succeeded\n")
    expect(stdout).toContain(`to go on  mapfold redrive ${failed} --stage test\n`)
    expect(stdout).toContain(`to go on  mapfold repair ${failed} --stage test\n`)
    const well = await json("show", done)
    expect(well).toMatchObject({ status: "SUCCEEDED", error: null, output: { complete: true } })
    expect((await onStage("show", done)).stdout).not.toContain("to go on")
  })

  it("prints what happened, to one object and in one batch, too", async () => {
    const { stdout } = await onStage("logs", failed)
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}ExecutionStarted$/m)
    expect(stdout).toMatch(/ERROR ExecutionFailed ToleranceExceeded: 1 of 40 objects failed/)
    const one = await onStage("logs", failed, "--object", key(5))
    expect(one.stdout).toMatch(/line 1: the header has no column "STATION"/)
    expect(one.stdout.match(/the header has no column/g)).toHaveLength(1)
    expect(one.stdout).not.toContain("ExecutionStarted")
    expect((await onStage("logs", failed, "--object", key(9))).stdout).toContain(
      "fewer fields than the header",
    )
    expect((await onStage("logs", failed, "--object", key(6))).stdout).not.toContain("no column")
    const line = (await onStage("logs", failed, "--object", key(5), "--json")).stdout.split("\n")[0]!
    const { child, batches } = JSON.parse(line) as { child: string; batches: string[] }
    const ofChild = await onStage("logs", failed, "--batch", child)
    expect(ofChild.stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}ExecutionSucceeded$/m)
    for (const batch of [child, batches[0]!, batches[0]!.slice(0, 10)])
      expect((await onStage("logs", failed, "--batch", batch)).stdout).toContain("the header has no column")
    expect(await onStage("logs", failed, "--batch", "none")).toMatchObject({ code: 2, stdout: "" })
  })

  it("repairs a run to the bytes of a whole one", async () => {
    const tolerant = ["--tolerate-objects", "1", "--tolerate-records", "1%"]
    const incomplete = await run(...tolerant)
    expect(incomplete.code).toBe(0)
    expect(incomplete.stderr).toContain(
      "mapfold: the result is incomplete, as was tolerated\n1 of 40 objects",
    )
    expect(incomplete.stderr).toContain("failed (tolerated: 1):")
    const name = /^mapfold: (\S+) runs on/.exec(incomplete.stderr)![1]!
    expect(published()).not.toEqual(whole)
    mend()
    const ended = await onStage("repair", name, "--json")
    expect(ended.stderr).toContain(`repairs ${name}: 8 objects to process again\n`)
    const mended = summaryOf(ended, "SUCCEEDED")
    repaired = mended.run
    expect(mended).toMatchObject({ complete: true, published: true, objects: { processed: STATIONS } })
    expect(published()).toEqual(whole)
    expect(await json("runs", "--count", "1")).toMatchObject([{ run: repaired, repairs: name }])
    expect(await onStage("repair", repaired)).toMatchObject({
      ...{ code: 2, stdout: "" },
      stderr: expect.stringContaining("there is nothing to repair"),
    })
  })

  it("reduces a run again", async () => {
    const reduced = summaryOf(await onStage("reduce", repaired, "--json"), "SUCCEEDED")
    expect(reduced).toMatchObject({ complete: true, published: true, objects: { processed: STATIONS } })
    expect(published()).toEqual(whole)
    expect((await onStage("runs", "--count", "1")).stdout).toContain(`reduces ${repaired}`)
    expect((await onStage("show", reduced.run)).stdout).toMatch(new RegExp(`^reduces +${repaired}$`, "m"))
    expect(readJson(world.output, reduced.report)).toMatchObject({ reduces: repaired })
  })

  it("redrives what failed, and says what it came to this time", async () => {
    const ended = await onStage("redrive", failed, "--json")
    expect(ended.code).toBe(1)
    expect(summaryOf(ended, "FAILED")).toMatchObject({ run: failed, error: "ToleranceExceeded" })
    expect(await json("show", failed)).toMatchObject({ redrives: 1 })
    expect(await onStage("redrive", done)).toMatchObject({
      ...{ code: 2, stdout: "" },
      stderr: expect.stringContaining(`run "${done}" cannot be redriven: `),
    })
  })

  it("says that a run has ended where it is to be stopped", async () => {
    expect((await onStage("stop", done)).stdout).toBe(`${done} had ended before: succeeded\n`)
    expect(await json("stop", done)).toEqual({ run: done, status: "SUCCEEDED" })
  })

  it("processes chosen objects alone", async () => {
    const one = summaryOf(await run("--only", key(3), "--json"), "SUCCEEDED")
    expect(one).toMatchObject({ published: false, objects: { listed: 1, processed: 1 } })
    const ended = await run("--only", "2025/gone.csv")
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('names what is not in bucket s3://input: "2025/gone.csv"')
  })
})

describe("a stage whose files lie below a prefix", () => {
  it("is given its made data there", async () => {
    world.standIn.parameters.set("/mapfold/below", parameterOf("below", "noaa/gsod/"))
    const ended = await world.mapfold(["sample", "web-logs", "--files", "3", "--stage", "below"])
    expect(ended.stdout).toMatch(/^Put 3 log files into s3:\/\/input\/noaa\/gsod\/logs\/2025-\d\d-\d\d\/ /)
    expect(keysIn(join(world.input, "noaa/gsod")).filter((name) => name.endsWith(".gz"))).toHaveLength(3)
    expect(existsSync(join(world.input, "noaa/gsod/logs/MADE.txt"))).toBe(true)
    expect(existsSync(join(world.input, "logs"))).toBe(false)
  })

  it("leaves what jobs refer to as it is, where that is another", async () => {
    const [reference] = keysIn(join(world.input, "noaa/gsod")).filter((name) => name.endsWith("services.csv"))
    writeFileSync(join(world.input, "noaa/gsod", reference!), "real")
    const ended = await world.mapfold(["sample", "web-logs", "--files", "4", "--stage", "below"])
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain(`s3://input/noaa/gsod/${reference} is there already and is another`)
  })
})
