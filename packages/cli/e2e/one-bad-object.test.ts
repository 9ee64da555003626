import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import type { BadObjects } from "./bad-objects/bad-object.ts"
import { makeBucket } from "./bad-objects/bucket.ts"
import { csvObjects } from "./bad-objects/csv-objects.ts"
import { resultOf } from "./bad-objects/outcome.ts"
import { inShell, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"

const { path: folder, remove } = scratch()
afterAll(remove)

describe("one bad object among good ones", () => {
  const good = { bytes: "station,date,value\nA,2023-01-01,1.5\n", kept: [["A", "2023-01-01", 15]] } as const
  const name = "it's #1 of 100%\n🌡️.csv"

  it.each([
    ["missing-column.csv", "missing-column.csv line 1: the header has no column"],
    ["unclosed-quote.csv", "unclosed-quote.csv line 3: a quote is opened and never closed"],
    ["empty.csv", "empty.csv is empty: there is not even a header or a record in it"],
    ["cut.csv.gz", "cut.csv.gz is gzip that breaks off before its end: was it copied whole?"],
  ])("fails the run above tolerance, names %s and how to run it alone", async (key, sentence) => {
    const { output, run } = makeBucket(join(folder, `one-${key}`), {
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
    const { output, run } = makeBucket(join(folder, "one-tolerated"), objects)
    const summary = summaryOf(await run("readings-csv", "--tolerate-objects", "1", "--json"), "SUCCEEDED")
    const rows = resultOf([good, good])
    expect(readJson(output, summary.result)).toMatchObject({ complete: false, rows })
    expect(summary).toMatchObject({ complete: false, failures: { total: 1, of: 3 } })
  })

  it("shows a bad record by key, line, column and value, and the command runs as it is printed", async () => {
    const bad = { bytes: "station,date,value\nA,2023-01-01,abc\n", kept: [] }
    const { output, run } = makeBucket(join(folder, "one-record"), { "a.csv": good, [name]: bad })
    const ended = await run("readings-csv")
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain(
      "1 of 2 records rejected (tolerated: 0), in 1 object, by rule: number 1:\n",
    )
    expect(ended.stderr).toContain(`  it's #1 of 100%\\n🌡️.csv line 2: value "abc" is not a number\n`)
    const [, rejects] = /^rejects {2}(.*)\/$/m.exec(ended.stderr)!
    expect(keysIn(rejects!)).toHaveLength(1)
    const [, command] = /alone: {2}(.*)\n$/.exec(ended.stderr)!
    const alone = summaryOf(await inShell(`${command} --json`), "FAILED")
    expect(alone.rejects).toMatchObject({ total: 1, of: 1, examples: [{ key: name, line: 2, value: "abc" }] })
    expect(keysIn(output).filter((found) => found.startsWith("results/"))).toEqual([])
  })
})

describe("odd names", () => {
  it("may be columns and groups: __proto__ and constructor", async () => {
    const bytes = "__proto__,constructor,hasOwnProperty\n__proto__,toString,1\n__proto__,toString,2\n,x,4\n"
    const { output, run } = makeBucket(join(folder, "odd"), { "odd.csv": { bytes, kept: [] } })
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
    makeBucket(join(folder, `reference-${name}`), { "readings/a.csv": readings, ...objects }).run(
      "by-region",
      "--json",
    )

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

  it("that changes after Prepare has read it fails the batches, of which the first objects are named", async () => {
    const objects = { "readings/a.csv": readings, "readings/b.csv": readings }
    const bucket = makeBucket(join(folder, "reference-changes"), {
      ...objects,
      [KEY]: { bytes: "station,region\nA,north\n", kept: [] },
    })
    const file = join(bucket.input, KEY)
    bucket.env.MAPFOLD_TEST_SPOIL = file
    const ended = await bucket.run("by-region")
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    expect(ended.stderr).toContain(
      `2 objects failed (tolerated: 0):\n  readings/a.csv is the first of a batch of 2 that failed: ReferenceFailed: `,
    )
    expect(ended.stderr).toContain(`${file} changed since it was listed`)
    expect(ended.stderr).toMatch(/--only readings\/a\.csv\n$/)
    const tolerated = await bucket.run("by-region", "--tolerate-objects", "100%", "--json")
    const { output, report } = summaryOf(tolerated, "SUCCEEDED")
    const { failures } = readJson(output, report) as { failures: { key: string; message: string }[] }
    expect(failures.map(({ key }) => key)).toEqual(Object.keys(objects))
    expect(failures[0]!.message).toMatch(
      /^is of a batch that ended FAILED: reference object s3:\/\/input\/reference/,
    )
  })
})
