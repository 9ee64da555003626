import { expect, it } from "vitest"
import { makeRunId } from "./run-id.ts"

it("names a run by its job and its second", () => {
  expect(makeRunId("gsod-hottest", new Date("2025-01-03T10:15:00.999Z"))).toMatch(
    /^gsod-hottest-20250103T101500-[a-z0-9]{4}$/,
  )
})

it("tells runs of one second apart", () => {
  const now = new Date("2025-01-03T10:15:00Z")
  const ids = new Set(Array.from({ length: 20 }, () => makeRunId("job", now)))
  expect(ids.size).toBeGreaterThan(15)
})

it("keeps the longest job's name within Step Functions' 80 characters", () => {
  expect(makeRunId("j".repeat(40), new Date()).length).toBeLessThanOrEqual(80)
})
