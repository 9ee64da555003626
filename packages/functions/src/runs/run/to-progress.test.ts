import type { MapRunView, StateView } from "@mapfold/core/status/run-view"
import { describe, expect, it } from "vitest"
import { type Known, toProgress } from "./to-progress.ts"

const state = (
  name: string,
  type: string,
  status: StateView["status"],
  exitedAt: string | null = null,
): StateView => ({
  ...{ name, type, status, exitedAt, next: [] },
  enteredAt: status === "waiting" ? null : "2026-01-01T00:00:00.000Z",
})
const mapping = [
  state("Prepare", "Task", "succeeded", "x"),
  state("MapListed", "Map", "running"),
  state("Reduce", "Task", "waiting"),
]

const counts = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
}
const mapRun = (items: Partial<typeof counts>): MapRunView => ({
  ...{ arn: "a", label: "MapListed", status: "RUNNING", endedAt: null, maxConcurrency: 500, redrives: 0 },
  ...{ toleratedFailurePercentage: 0, toleratedFailureCount: 0, startedAt: "2026-01-01T00:00:10.000Z" },
  ...{ items: { ...counts, ...items }, batches: counts },
})

const known: Known = {
  ...{ status: "RUNNING", durationMs: 20_000, states: mapping, report: null },
  mapRun: mapRun({ total: 1_000, succeeded: 230, failed: 10, timedOut: 10, running: 500, pending: 250 }),
  sample: { objects: 50, rows: 5_000, bytes: 1_000_000, batches: 5 },
  now: Date.UTC(2026, 0, 1, 0, 0, 20),
}

describe("progress", () => {
  it("extrapolates rows and bytes from a sample, and the time that is left", () => {
    // 100 rows and 20,000 bytes an object, 230 objects in 20 s; 250 of 1,000 objects in the map's 10 s
    expect(toProgress(known)).toEqual({
      ...{ phase: "mapping", isEstimated: true, objects: { listed: 1_000, done: 250, failed: 20 } },
      ...{ rows: 23_000, bytes: 4_600_000, rowsPerSecond: 1_150, bytesPerSecond: 230_000, secondsLeft: 30 },
    })
  })

  it("does not guess before the first batch", () => {
    const first = { ...known, mapRun: mapRun({ total: 10, pending: 10 }), sample: null }
    expect(toProgress(first)).toMatchObject({
      rows: null,
      bytes: null,
      rowsPerSecond: null,
      secondsLeft: null,
    })
    expect(
      toProgress({ ...first, mapRun: null, states: [state("Prepare", "Task", "running")] }),
    ).toMatchObject({
      ...{ phase: "preparing", objects: { listed: 0, done: 0, failed: 0 } },
    })
  })

  it("counts no item as done whose batch was stopped", () => {
    const stopped = {
      ...known,
      status: "ABORTED" as const,
      mapRun: mapRun({ total: 10, succeeded: 4, aborted: 6 }),
    }
    expect(toProgress(stopped)).toMatchObject({
      phase: "ended",
      objects: { listed: 10, done: 4 },
      secondsLeft: null,
    })
  })

  it.each([
    ["Reduce runs", [state("MapListed", "Map", "succeeded", "x"), state("Reduce", "Task", "running")]],
    ["the map is over", [state("MapListed", "Map", "succeeded", "x"), state("Reduce", "Task", "waiting")]],
    ["Reduce runs without a map", [state("MapListed", "Map", "waiting"), state("Reduce", "Task", "running")]],
  ])("is reducing where %s", (_, states) => {
    expect(toProgress({ ...known, states }).phase).toBe("reducing")
  })

  it("is what the report says, once there is one", () => {
    const report = {
      objects: { listed: 12, processed: 9, skipped: 2, failed: 1 },
      records: { rows: 400, kept: 400, filtered: 0, rejected: 0 },
      bytes: 8_000,
    } as Known["report"]
    expect(toProgress({ ...known, status: "SUCCEEDED", report })).toEqual({
      ...{ phase: "ended", isEstimated: false, objects: { listed: 12, done: 12, failed: 1 } },
      ...{ rows: 400, bytes: 8_000, rowsPerSecond: 20, bytesPerSecond: 400, secondsLeft: null },
    })
  })
})
