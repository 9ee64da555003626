import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readOutcomes } from "./bad-objects/outcome.ts"
import { mapfold, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"
import { type Planted, writePlanted } from "./planted/planted-bucket.ts"

const YEAR = 2025
const OBJECTS = 12_000
const BAD = 60
/** Where an object kills its worker, those of its batch are processed one by one: small batches are soon done. */
const SMALL = ["--batch-objects", "37"]
const JOBS = fileURLToPath(new URL("./planted/killing-job.fixture.ts", import.meta.url))
const { path: folder, remove } = scratch()
const input = join(folder, "in")
const goodPart = join(folder, "good")
let planted: Planted
let failedObjects: number
let rejectedRows: number
afterAll(remove)

beforeAll(() => {
  planted = writePlanted(input, goodPart, { year: YEAR, objects: OBJECTS, bad: BAD })
  failedObjects = planted.failed.size + planted.killed.size
  rejectedRows = [...planted.rejected.values()].flat().length
})

function run(name: string, bucket: string, ...flags: string[]) {
  const buckets = ["--input", bucket, "--output", join(folder, name), "--dir", join(folder, `${name}-home`)]
  const job = ["gsod-killed", "--jobs", JOBS, "--year", String(YEAR)]
  return mapfold(["run", ...job, ...buckets, "--json", ...flags])
}

const tolerate = (objects: number, records: number) => [
  ...["--tolerate-objects", String(objects)],
  ...["--tolerate-records", String(records)],
]

/** A run that tolerates just what is bad; its result files by name, and what it says of bad objects. */
async function outcomeOf(name: string, ...flags: string[]) {
  const ended = await run(name, input, ...tolerate(failedObjects, rejectedRows), ...flags)
  expect(ended.code, ended.stderr).toBe(0)
  const summary = summaryOf(ended, "SUCCEEDED")
  const output = join(folder, name)
  const { failures, rejects } = readOutcomes(output, summary.run)
  return {
    summary,
    report: readJson(output, summary.report),
    results: resultsIn(name),
    failures,
    rejects: new Map([...rejects].map(([key, all]) => [key, all.map(({ rule }) => rule)])),
    whatIsSaid: [...[...failures.values()], ...[...rejects.values()].flat()]
      .map((said) => JSON.stringify(said))
      .sort(),
  }
}

/** The published files' text, with `complete` left out. */
function resultsIn(name: string): Record<string, string> {
  const keys = keysIn(join(folder, name)).filter((key) => /^results\/.*\/result\.\w+$/.test(key))
  const text = (key: string) => readFileSync(join(folder, name, key), "utf8")
  return Object.fromEntries(keys.map((key) => [key, text(key).replace(/"complete": ?(true|false)/, "")]))
}

const sorted = <Value>(map: ReadonlyMap<string, Value>) =>
  [...map].sort(([one], [other]) => (one < other ? -1 : 1))

describe("60 bad objects and 2 that kill among 12,000", () => {
  let base: Awaited<ReturnType<typeof outcomeOf>>

  beforeAll(async () => {
    base = await outcomeOf("base")
  })

  it("are as many as was meant, of every kind", () => {
    expect([planted.keys.length, planted.failed.size + planted.rejected.size]).toEqual([OBJECTS, BAD])
    expect([...planted.killed.values()].sort()).toEqual(["Runtime.ExitError", "Runtime.OutOfMemory"])
    expect(new Set(planted.failed.values()).size).toBeGreaterThan(8)
    expect(new Set([...planted.rejected.values()].flat()).size).toBeGreaterThan(10)
  })

  it("are exactly those that fail or carry rejects, each by its own error or rule", () => {
    const errors = [...base.failures].map(([key, { error }]) => [key, error] as const)
    expect(sorted(new Map(errors))).toEqual(sorted(planted.failed))
    expect(sorted(base.rejects)).toEqual(sorted(planted.rejected))
  })

  it("are accounted for in the report", () => {
    const { report } = base
    expect(report).toMatchObject({
      complete: false,
      objects: { listed: OBJECTS, processed: OBJECTS - failedObjects, skipped: 0, failed: failedObjects },
      records: { rejected: rejectedRows },
      rejects: { objects: planted.rejected.size },
    })
    const { rows, kept, filtered, rejected } = report.records as Record<string, number>
    expect(rows).toBe(kept! + filtered! + rejected!)
    const failures = report.failures as { key: string; error: string }[]
    expect(failures.map(({ key, error }) => [key, error])).toEqual(
      sorted(new Map([...planted.failed, ...planted.killed])),
    )
  })

  it("leave the result of the good part alone, byte for byte but for `complete`", async () => {
    const ended = await run("good-part", goodPart)
    expect(summaryOf(ended, "SUCCEEDED")).toMatchObject({ complete: true, objects: { failed: 0 } })
    expect(base.summary.complete).toBe(false)
    expect(Object.keys(base.results)).toHaveLength(2)
    expect(resultsIn("good-part")).toEqual(base.results)
  })

  it.each([
    [
      "batches as large as a child's input holds",
      ["--batch-objects", "900", "--batch-input-bytes", "262144"],
    ],
    ["many small batches", SMALL],
    ["one child at a time", ["--concurrency", "1", "--batch-objects", "150"]],
  ])("give the same bytes and the same words with %s", async (name, flags) => {
    const other = await outcomeOf(name.replaceAll(" ", "-"), ...flags)
    expect(other.results).toEqual(base.results)
    expect(other.whatIsSaid).toEqual(base.whatIsSaid)
    expect(other.report.records).toEqual(base.report.records)
  })

  it.each([
    ["object", () => tolerate(failedObjects - 1, rejectedRows)],
    ["record", () => tolerate(failedObjects, rejectedRows - 1)],
  ])("fail the run where one %s more is bad than is tolerated", async (what, flags) => {
    const name = `one-${what}-less`
    const ended = await run(name, input, ...flags(), ...SMALL)
    expect(ended.code).toBe(1)
    expect(summaryOf(ended, "FAILED").report).not.toBeNull()
    expect(resultsIn(name)).toEqual({})
  })
})
