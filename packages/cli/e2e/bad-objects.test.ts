import { rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { BadObjects } from "./bad-objects/bad-object.ts"
import { csvObjects } from "./bad-objects/csv-objects.ts"
import { jsonLinesObjects, jsonObjects } from "./bad-objects/json-objects.ts"
import { readOutcomes, resultOf, writeLongLine, writeObjects } from "./bad-objects/outcome.ts"
import { mapfold, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"

const JOBS = fileURLToPath(new URL("./bad-objects/readings.fixture.ts", import.meta.url))
const MB = 1_000_000
const { path: folder, remove } = scratch()
afterAll(remove)

/** A folder of objects, and the command over it. */
function bucketOf(name: string, objects: BadObjects) {
  const input = join(folder, name, "in")
  const output = join(folder, name, "out")
  const flags = ["--jobs", JOBS, "--input", input, "--output", output, "--dir", join(folder, name, "home")]
  writeObjects(input, objects)
  return { input, output, run: (job: string, ...more: string[]) => mapfold(["run", job, ...flags, ...more]) }
}

const ALL_TOLERATED = ["--tolerate-objects", "100%", "--tolerate-records", "100%"]

describe.each([
  ["readings-csv", csvObjects()],
  ["readings-lines", jsonLinesObjects()],
  ["readings-json", jsonObjects()],
] satisfies [string, BadObjects][])("%s over bad objects, all tolerated", (job, objects) => {
  const strangers = { "notes.txt": { bytes: "not the job's", kept: [] } }
  const { output, run } = bucketOf(job, { ...objects, ...strangers })
  let outcomes: ReturnType<typeof readOutcomes>
  let summary: ReturnType<typeof summaryOf<"SUCCEEDED">>

  beforeAll(async () => {
    const ended = await run(job, ...ALL_TOLERATED, "--batch-objects", "20", "--json")
    expect(ended.code, ended.stderr).toBe(0)
    summary = summaryOf(ended, "SUCCEEDED")
    outcomes = readOutcomes(output, summary.run)
  })

  it.each(Object.entries(objects))("%j", (key, object) => {
    const { failures, rejects } = outcomes
    if ("error" in object) {
      const { error, message } = object
      expect(failures.get(key)).toEqual({ key, error, message: expect.stringMatching(message) })
      expect(rejects.get(key)).toBeUndefined()
      return
    }
    const any: unknown = expect.any(String)
    const wanted = (object.rejected ?? []).map((reject) => ({ raw: any, ...reject, key, message: any }))
    expect(failures.get(key)).toBeUndefined()
    expect(rejects.get(key) ?? []).toEqual(wanted)
  })

  it("keeps every good record, and no other", () => {
    const rows = resultOf(Object.values(objects))
    expect(readJson(output, summary.result)).toMatchObject({ job, complete: false, rows })
  })

  it("accounts for all of it in the report, by rule", () => {
    const all = Object.values(objects)
    const failed = all.filter((object) => "error" in object).length
    const kept = all.flatMap((object) => ("kept" in object ? object.kept : [])).length
    const rejected = all.flatMap((object) => ("kept" in object ? (object.rejected ?? []) : []))
    const byRule = Object.fromEntries(
      [...Map.groupBy(rejected, ({ rule }) => rule)].map(([rule, some]) => [rule, some.length]),
    )
    expect(readJson(output, summary.report)).toMatchObject({
      complete: false,
      error: null,
      objects: { listed: all.length + 1, processed: all.length - failed, skipped: 1, failed },
      records: { rows: kept + rejected.length, kept, filtered: 0, rejected: rejected.length },
      rejects: { byRule },
    })
  })
})

describe("a single line of 200 MB", () => {
  it.each([
    ["readings-csv", "long.csv", "station,date,value\nB,2023-01-01,", 2],
    ["readings-lines", "long.jsonl", '{"station":"B","date":"2023-01-01","value":', 1],
    ["readings-json", "long.json", '{"station":"B","date":"2023-01-01","value":', 1],
  ])("fails the object in %s, which says where and how long", async (job, key, start, line) => {
    const { input, run } = bucketOf(`long-${job}`, {})
    writeLongLine(join(input, key), start, 200 * MB)
    try {
      const ended = await run(job)
      expect(ended).toMatchObject({ code: 1, stdout: "" })
      expect(ended.stderr).toContain(`  ${key} line ${line}: a row is longer than 16777216 bytes`)
    } finally {
      rmSync(input, { recursive: true })
    }
  })
})

describe("one bad object among good ones", () => {
  const good = { bytes: "station,date,value\nA,2023-01-01,1.5\n", kept: [["A", "2023-01-01", 15]] } as const
  const name = "it's #1 of 100%\n🌡️.csv"

  it.each([
    ["missing-column.csv", "missing-column.csv line 1: the header has no column"],
    ["unclosed-quote.csv", "unclosed-quote.csv line 3: a quote is opened and never closed"],
    ["empty.csv", "empty.csv is empty: there is not even a header or a record in it"],
    ["cut.csv.gz", "cut.csv.gz is gzip that breaks off before its end: was it copied whole?"],
  ])("fails the run above tolerance, names %s and how to run it alone", async (key, sentence) => {
    const { output, run } = bucketOf(`one-${key}`, {
      "a.csv": good,
      [key]: csvObjects()[key]!,
      "z.csv": good,
    })
    const ended = await run("readings-csv")
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    expect(ended.stderr).toMatch(/^mapfold: readings-csv-\S+ failed: ToleranceExceeded\n/)
    expect(ended.stderr).toContain(`1 of 3 objects failed (tolerated: 0):\n  ${sentence}`)
    expect(ended.stderr).toMatch(new RegExp(`alone: {2}mapfold run readings-csv .* --only ${key}\n$`))
    const keys = keysIn(output)
    expect(keys.filter((found) => found.startsWith("results/"))).toEqual([])
    expect(ended.stderr).toContain(keys.find((found) => found.endsWith("/report.json")))
  })

  it("gives the result of the good ones within tolerance, stamped incomplete", async () => {
    const objects = { "a.csv": good, "b.csv": csvObjects()["missing-column.csv"]!, "z.csv": good }
    const { output, run } = bucketOf("one-tolerated", objects)
    const summary = summaryOf(await run("readings-csv", "--tolerate-objects", "1", "--json"), "SUCCEEDED")
    const rows = resultOf([good, good])
    expect(readJson(output, summary.result)).toMatchObject({ complete: false, rows })
    expect(summary).toMatchObject({ complete: false, failures: { total: 1, of: 3 } })
  })

  it("shows a bad record by key, line, column and value, and the command runs as it is printed", async () => {
    const bad = { bytes: "station,date,value\nA,2023-01-01,abc\n", kept: [] }
    const { output, run } = bucketOf("one-record", { "a.csv": good, [name]: bad })
    const ended = await run("readings-csv")
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain(
      "1 of 2 records rejected (tolerated: 0), in 1 object, by rule: number 1:\n",
    )
    expect(ended.stderr).toContain(`  it's #1 of 100%\\n🌡️.csv line 2: value "abc" is not a number\n`)
    const [, rejects] = /^rejects {2}(.*)\/$/m.exec(ended.stderr)!
    expect(keysIn(rejects!)).toHaveLength(1)
    const alone = summaryOf(await run("readings-csv", "--only", name, "--json"), "FAILED")
    expect(alone.rejects).toMatchObject({ total: 1, of: 1, examples: [{ key: name, line: 2, value: "abc" }] })
    expect(alone.alone).toContain(String.raw`--only $'it\'s #1 of 100%\n🌡️.csv'`)
    expect(keysIn(output).filter((found) => found.startsWith("results/"))).toEqual([])
  })
})

describe("odd names", () => {
  it("may be columns and groups: __proto__ and constructor", async () => {
    const bytes = "__proto__,constructor,hasOwnProperty\n__proto__,toString,1\n__proto__,toString,2\n,x,4\n"
    const { output, run } = bucketOf("odd", { "odd.csv": { bytes, kept: [] } })
    const summary = summaryOf(await run("odd-columns", "--json"), "SUCCEEDED")
    expect(readJson(output, summary.result).rows).toEqual([
      { proto: "", made: "x", total: 4 },
      { proto: "__proto__", made: "toString", total: 3 },
    ])
  })
})

describe("a reference object", () => {
  const readings = { bytes: "station,date,value\nA,2023-01-01,1.5\nB,2023-01-01,1.5\n", kept: [] }
  const KEY = "reference/regions.csv"
  const run = (name: string, objects: BadObjects) =>
    bucketOf(`reference-${name}`, { "readings/a.csv": readings, ...objects }).run("by-region", "--json")

  it("enriches the records", async () => {
    const ended = await run("good", { [KEY]: { bytes: "station,region\nA,north\n", kept: [] } })
    const { output, result } = summaryOf(ended, "SUCCEEDED")
    expect(readJson(output, result).rows).toEqual([
      { region: null, readings: 1 },
      { region: "north", readings: 1 },
    ])
  })

  it.each([
    ["is missing", {}, "in/reference/regions.csv is not there"],
    ["has a broken record", { [KEY]: { bytes: "station,region\nA\n", kept: [] } }, "regions.csv line 2: "],
    ["lacks a column", { [KEY]: { bytes: "station\nA\n", kept: [] } }, 'the header has no column "region"'],
    ["is empty", { [KEY]: { bytes: "", kept: [] } }, "regions.csv is empty"],
  ] satisfies [string, BadObjects, string][])(
    "that %s ends the run before its first batch",
    async (what, objects, message) => {
      const ended = await run(what, objects)
      expect(ended.code).toBe(1)
      expect(ended.stderr).toContain(message)
      const { output, report } = summaryOf(ended, "FAILED")
      expect({ report, keys: keysIn(output) }).toEqual({ report: null, keys: [] })
    },
  )
})
