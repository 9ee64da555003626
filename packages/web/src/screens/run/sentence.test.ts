import { expect, test } from "vitest"
import { clausesOf, openingOf } from "./sentence.ts"

const PROGRESS = {
  phase: "mapping" as const,
  objects: { listed: 100, done: 40, failed: 0 },
  ...{ rows: 1_000, bytes: 5_000, isEstimated: true, rowsPerSecond: 10, bytesPerSecond: 50, secondsLeft: 4 },
}
const RUN = { status: "RUNNING" as const, progress: PROGRESS, cost: 0.012 }
const NOTHING = { listed: 0, done: 0, failed: 0 }

test("begins with where the run stands", () => {
  const inPhase = (phase: "preparing" | "mapping" | "reducing", objects = PROGRESS.objects) =>
    openingOf({ ...RUN, progress: { ...PROGRESS, phase, objects } })
  expect(inPhase("preparing", NOTHING)).toBe("preparing")
  expect(inPhase("mapping", NOTHING)).toBe("preparing")
  expect(inPhase("mapping")).toBe("mapping")
  expect(inPhase("reducing")).toBe("reducing")
  const ended = (status: "SUCCEEDED" | "FAILED" | "ABORTED" | "TIMED_OUT") => openingOf({ ...RUN, status })
  expect((["SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"] as const).map(ended)).toEqual([
    "succeeded",
    "failed",
    "stopped",
    "timedOut",
  ])
  expect(openingOf({ ...RUN, status: "FAILED", progress: { ...PROGRESS, objects: NOTHING } })).toBe(
    "failedEarly",
  )
})

test("goes on with what is known, and only that", () => {
  expect(clausesOf(RUN)).toEqual(["rowsPerSecond", "bytesPerSecond", "left", "cost"])
  const unknown = { ...PROGRESS, rows: null, rowsPerSecond: null, bytesPerSecond: null, secondsLeft: null }
  expect(clausesOf({ ...RUN, progress: unknown, cost: null })).toEqual([])
})

test("tells failed files at once, and the rows and no time left of a run that has ended", () => {
  const progress = { ...PROGRESS, objects: { ...PROGRESS.objects, failed: 3 } }
  expect(clausesOf({ ...RUN, progress })[0]).toBe("failedFiles")
  expect(clausesOf({ ...RUN, status: "SUCCEEDED" })).toEqual([
    "rows",
    "rowsPerSecond",
    "bytesPerSecond",
    "cost",
  ])
})
