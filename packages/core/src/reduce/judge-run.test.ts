import { describe, expect, test } from "vitest"
import type { Failure } from "../batch/batch-file.ts"
import { toLimits } from "../run/tolerance.ts"
import { type Judged, judgeRun } from "./judge-run.ts"

type Counts = {
  listed?: number
  processed?: number
  skipped?: number
  failed?: number
  rows?: number
  rejected?: number
}

function runOf(counts: Counts, changes: Partial<Judged> = {}): Judged {
  const { listed = 10, processed = listed, skipped = 0, failed = 0, rows = 100, rejected = 0 } = counts
  const failures: Failure[] = Array.from({ length: failed }, (_, at) => ({
    key: `2025/${at}.csv`,
    error: "MissingColumn",
    message: `s3://in/2025/${at}.csv has no column TEMP`,
  }))
  return {
    totals: {
      objects: { listed, processed, skipped, failed },
      records: { rows, kept: rows - rejected, filtered: 0, rejected },
      bytes: 0,
      batches: 1,
      failures,
      rejects: { objects: 1, byRule: rejected > 0 ? { number: rejected } : {}, examples: [] },
    },
    imbalances: [],
    strangers: [],
    job: { name: "weather", version: 2 },
    input: { bucket: "in", prefix: "2025/", suffix: ".csv" },
    tolerate: { objects: toLimits(0), records: toLimits(0) },
    report: "s3://out/runs/run-1/report.json",
    ...changes,
  }
}

const verdict = (run: Judged) => {
  const error = judgeRun(run)
  return error && `${error.name}: ${error.message}`
}
const REPORT = "; the report is s3://out/runs/run-1/report.json"

describe("judgeRun", () => {
  test("finds nothing wrong where all is accounted for", () => {
    expect(verdict(runOf({}))).toBeNull()
    expect(verdict(runOf({ listed: 10, processed: 4, skipped: 6 }))).toBeNull()
  })

  test("tells an empty listing from one in which nothing is the job's", () => {
    expect(verdict(runOf({ listed: 0 }))).toBe(
      `NoObjects: there is no object under s3://in/2025/: check the bucket and the run's params${REPORT}`,
    )
    expect(verdict(runOf({ listed: 3, processed: 0, skipped: 3 }))).toBe(
      `NoObjects: none of the 3 objects under s3://in/2025/ ends in ".csv": check the bucket and the run's params${REPORT}`,
    )
  })

  test("names the objects that failed, twenty of them, and counts the others", () => {
    expect(verdict(runOf({ processed: 9, failed: 1 }))).toBe(
      `ToleranceExceeded: 1 of 10 objects failed, and none is tolerated: s3://in/2025/0.csv has no column TEMP${REPORT}`,
    )
    const message = verdict(runOf({ listed: 5_000, processed: 0, failed: 5_000 }))!
    expect(message).toContain("2025/19.csv has no column TEMP; and 4980 more; the report is")
    expect(message).not.toContain("2025/20.csv")
  })

  test("begins with the key where the message does not name the object", () => {
    const run = runOf({ processed: 9, failed: 1 })
    Object.assign(run.totals.failures[0]!, { message: "line 1: the header has no column" })
    expect(verdict(run)).toContain(": 2025/0.csv line 1: the header has no column; the report")
  })

  test("keeps the message far below what a cause may hold, however long keys and messages are", () => {
    const run = runOf({ listed: 30, processed: 0, failed: 30 })
    for (const failure of run.totals.failures)
      Object.assign(failure, { key: "k".repeat(1_024), message: "m".repeat(9_000) })
    const message = verdict(run)!
    expect(message.length).toBeLessThan(8_000)
    expect(message).toMatch(/…; and 2\d more; the report is/)
  })

  test.each([
    [toLimits(2), null],
    [toLimits(1), "2 of 10 objects failed, and at most 1 are tolerated"],
    [toLimits("20%"), null],
    [toLimits("19.9%"), "2 of 10 objects failed, and at most 19.9% are tolerated"],
  ])("holds failed objects against %j", (objects, wanted) => {
    const found = verdict(runOf({ processed: 8, failed: 2 }, { tolerate: { objects, records: toLimits(0) } }))
    if (wanted === null) expect(found).toBeNull()
    else expect(found).toContain(wanted)
  })

  test("holds rejected records against their own limits, of all rows", () => {
    const tolerate = { objects: toLimits(0), records: toLimits("1%") }
    expect(verdict(runOf({ rejected: 1 }, { tolerate }))).toBeNull()
    expect(verdict(runOf({ rejected: 2 }, { tolerate }))).toContain(
      "2 of 100 records in 1 object were rejected, and at most 1% are tolerated: number 2 times",
    )
  })

  test("shows a reject with its key, line, column and value", () => {
    const run = runOf({ rejected: 3 })
    const message = "is not a number"
    const example = {
      key: "2025/0.csv",
      line: 12,
      column: "TEMP",
      rule: "number",
      value: "abc",
      message,
      raw: "",
    }
    run.totals.rejects.examples.push(example)
    expect(verdict(run)).toContain(
      ': number 3 times; for example 2025/0.csv line 12: TEMP "abc" is not a number; and 2 more; the report',
    )
  })

  test("lets a run in which everything failed pass where that is tolerated", () => {
    const tolerate = { objects: toLimits("100%"), records: toLimits(0) }
    expect(verdict(runOf({ processed: 0, failed: 10 }, { tolerate }))).toBeNull()
  })

  test("refuses sums that do not add up, whatever is tolerated", () => {
    const tolerate = { objects: toLimits("100%"), records: toLimits("100%") }
    expect(verdict(runOf({ listed: 10, processed: 9 }, { tolerate }))).toContain(
      "NotReconciled: not every object is accounted for, so there is no result: 10 listed, but 9 processed, 0 skipped and 0 failed",
    )
    expect(verdict(runOf({}, { tolerate, imbalances: ["child x: batch y is missing"] }))).toContain(
      "child x: batch y",
    )
  })

  test("refuses batches of another version before anything else", () => {
    const message = verdict(runOf({ listed: 0 }, { strangers: ['batch b is of job "weather", version 1'] }))
    expect(message).toMatch(
      /^MixedVersions: .*job "weather", version 2, and batch b is of job "weather", version 1; start the run again/,
    )
  })
})
