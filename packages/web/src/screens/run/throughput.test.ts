import type { Report } from "@mapfold/core/report/report"
import { expect, test } from "vitest"
import type { Rates } from "./rates.ts"
import { throughputOf } from "./throughput.ts"

const RATES: Rates = {
  ...{ span: 2_000, settledUntil: 2_000 },
  slices: [
    { from: 0, to: 1_000, objectsPerSecond: 4, running: 1 },
    { from: 1_000, to: 2_000, objectsPerSecond: 2, running: 1 },
  ],
}
const objects = { listed: 10, done: 6, failed: 0 }
const PROGRESS = {
  ...{ phase: "mapping" as const, objects, bytes: null, isEstimated: true },
  ...{ rows: 600, rowsPerSecond: null, bytesPerSecond: null, secondsLeft: null },
}
const mapRun = { items: { succeeded: 6 } } as NonNullable<Parameters<typeof throughputOf>[0]["mapRun"]>

test("rows a second are those of the report, each in its slice of the time", () => {
  const times = { ...{ batches: 1, queueMs: 0, readMs: 1, computeMs: 1, writeMs: 0 }, pace: undefined }
  const report = { times: { ...times, pace: { sliceMs: 500, rows: [100, 0, 30] } } } as unknown as Report
  expect(throughputOf({ report, progress: PROGRESS, mapRun }, RATES)).toEqual({
    kind: "rows",
    slices: [
      { from: 0, to: 500, value: 200 },
      { from: 500, to: 1_000, value: 0 },
      { from: 1_000, to: 1_500, value: 60 },
    ],
  })
})

test("before there is a report, they are estimated by how many rows an object has", () => {
  const { kind, slices } = throughputOf({ report: null, progress: PROGRESS, mapRun }, RATES)
  expect([kind, ...slices.map(({ value }) => value)]).toEqual(["rowsEstimated", 400, 200])
})

test("where no row is known, objects are told, and called so", () => {
  const unknown = { ...PROGRESS, rows: null }
  const { kind, slices } = throughputOf({ report: null, progress: unknown, mapRun }, RATES)
  expect([kind, ...slices.map(({ value }) => value)]).toEqual(["objects", 4, 2])
  const none = throughputOf({ report: { times: null } as Report, progress: unknown, mapRun: null }, RATES)
  expect(none.kind).toBe("objects")
})
