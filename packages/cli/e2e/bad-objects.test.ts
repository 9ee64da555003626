import { rmSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { BadObjects } from "./bad-objects/bad-object.ts"
import { makeBucket } from "./bad-objects/bucket.ts"
import { csvObjects } from "./bad-objects/csv-objects.ts"
import { jsonLinesObjects, jsonObjects } from "./bad-objects/json-objects.ts"
import { readOutcomes, resultOf, writeLongLine } from "./bad-objects/outcome.ts"
import { scratch } from "./command.ts"
import { readJson, summaryOf } from "./files.ts"

const MB = 1_000_000
const { path: folder, remove } = scratch()
afterAll(remove)

const ALL_TOLERATED = ["--tolerate-objects", "100%", "--tolerate-records", "100%"]

describe.each([
  ["readings-csv", csvObjects()],
  ["readings-lines", jsonLinesObjects()],
  ["readings-json", jsonObjects()],
] satisfies [string, BadObjects][])("%s over bad objects, all tolerated", (job, objects) => {
  const strangers = { "notes.txt": { bytes: "not the job's", kept: [] } }
  const { output, run } = makeBucket(join(folder, job), { ...objects, ...strangers })
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
    const { input, run } = makeBucket(join(folder, `long-${job}`), {})
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
