import type { Report } from "@mapfold/core/report/report"
import { describe, expect, test } from "vitest"
import { measureRun } from "./measure-run.ts"

const memory = { prepare: 512, process: 1_769, reduce: 3_008 }
const report = {
  objects: { listed: 10, processed: 7, skipped: 2, failed: 1 },
  records: { rows: 400, kept: 390, filtered: 6, rejected: 4 },
  bytes: 2_500_000,
  batches: 2,
  phases: { map: 1_500, reduce: 250 },
} as Partial<Report> as Report

describe("a run in numbers", () => {
  test("has a report's counts in the units of its metrics", () => {
    expect(measureRun(report, memory)).toMatchObject({
      ...{ runs: 1, items: 10, failedObjects: 1, rows: 400, rejects: 4, rejectedPercent: 1 },
      ...{ megabytes: 2.5, durationSeconds: 1.75 },
    })
  })

  test("has rejected no share of no rows", () => {
    const records = { rows: 0, kept: 0, filtered: 0, rejected: 0 }
    expect(measureRun({ ...report, records }, memory).rejectedPercent).toBe(0)
  })

  test("costs more where the functions have more memory", () => {
    const cost = (process: number) => measureRun(report, { ...memory, process }).costEstimate
    expect(cost(1_769)).toBeGreaterThan(0)
    expect(cost(3_538)).toBeGreaterThan(cost(1_769))
  })
})
