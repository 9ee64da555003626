import { expect, test } from "vitest"
import { timeSharesOf } from "./time-shares.ts"

const pace = { sliceMs: 1, rows: [] }

test("the batches' time is told in shares, and what took the most of it", () => {
  const shares = timeSharesOf({ batches: 2, queueMs: 10, readMs: 60, computeMs: 25, writeMs: 5, pace })!
  expect(shares.totalMs).toBe(100)
  expect(shares.parts.map(({ part, share }) => [part, share])).toEqual([
    ["queue", 0.1],
    ["read", 0.6],
    ["compute", 0.25],
    ["write", 0.05],
  ])
  expect(shares.most).toMatchObject({ part: "read", share: 0.6 })
})

test("time too short for any clock has no shares", () => {
  expect(timeSharesOf({ batches: 1, queueMs: 0, readMs: 0, computeMs: 0, writeMs: 0, pace })).toBeNull()
})
