import { describe, expect, it } from "vitest"
import { timingsOf } from "./batch-timings.ts"

const attempt = {
  batch: "b",
  startedAt: "2025-01-01T00:00:00.000Z",
  objects: 5,
  durationMs: 50,
  retries: null,
  requestId: null,
  logStream: null,
}

describe("timingsOf", () => {
  it("sums the attempts, and calls the rest other", () => {
    const attempts = [
      { ...attempt, readMs: 20, computeMs: 10, writeMs: 5 },
      { ...attempt, readMs: 4, computeMs: 1, writeMs: null },
    ]
    expect(timingsOf({ queueMs: 30, attempts }, 100)).toEqual({
      totalMs: 100,
      parts: [
        { part: "queue", ms: 30 },
        { part: "read", ms: 24 },
        { part: "compute", ms: 11 },
        { part: "write", ms: 5 },
        { part: "other", ms: 30 },
      ],
    })
  })

  it("leaves unknown what no attempt says, and never counts below nothing", () => {
    const attempts = [{ ...attempt, readMs: 90, computeMs: 60, writeMs: null }]
    const { totalMs, parts } = timingsOf({ queueMs: null, attempts }, 100)
    expect(totalMs).toBe(150)
    expect(parts.map(({ ms }) => ms)).toEqual([null, 90, 60, null, 0])
  })
})
