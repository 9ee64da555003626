import type { Report } from "@mapfold/core/report/report"
import { describe, expect, it } from "vitest"
import { changesOf, decodedRecords, namedChanges } from "./changes.ts"

const before: Report = {
  format: 1,
  run: "old",
  job: "gsod-hottest",
  jobVersion: 2,
  params: { year: 2025 },
  startedAt: "2025-01-01T00:00:00.000Z",
  complete: true,
  error: null,
  objects: { listed: 100, processed: 100, skipped: 0, failed: 0 },
  records: { rows: 1_000, kept: 990, filtered: 6, rejected: 4 },
  bytes: 5_000,
  batches: 1,
  failures: [],
  rejects: { objects: 1, byRule: { number: 4 }, examples: [] },
  phases: { map: 1, reduce: 1 },
}
const now: Report = {
  ...before,
  run: "new",
  objects: { listed: 110, processed: 108, skipped: 0, failed: 2 },
  records: { rows: 1_100, kept: 1_094, filtered: 6, rejected: 0 },
}

describe("changesOf", () => {
  const byFigure = new Map(changesOf(now, before).map((change) => [change.figure, change]))

  it("says by how much a figure changed", () => {
    expect(byFigure.get("listed")).toMatchObject({ now: 110, before: 100, difference: 10, ratio: 0.1 })
    expect(byFigure.get("failed")).toMatchObject({ difference: 2, ratio: null })
  })

  it("calls more failures worse, fewer rejects better, and more objects neither", () => {
    expect(byFigure.get("failed")?.isWorse).toBe(true)
    expect(byFigure.get("rejected")?.isWorse).toBe(false)
    expect(byFigure.get("listed")?.isWorse).toBeNull()
    expect(byFigure.get("skipped")?.isWorse).toBeNull()
  })
})

describe("namedChanges", () => {
  it("names what either run has, the most first", () => {
    expect(namedChanges({ number: 2, day: 7 }, { number: 4, length: 1 })).toEqual([
      { name: "day", now: 7, before: 0 },
      { name: "number", now: 2, before: 4 },
      { name: "length", now: 0, before: 1 },
    ])
  })

  it("compares with nothing where there is no run before", () => {
    expect(namedChanges({ number: 2 }, null)).toEqual([{ name: "number", now: 2, before: null }])
  })
})

describe("decodedRecords", () => {
  it("leaves out the rejected ones", () => {
    expect(decodedRecords(before)).toBe(996)
  })
})
