import { describe, expect, test } from "vitest"
import { latestOf, ratesOf } from "./rates.ts"

const START = Date.UTC(2026, 0, 1)
const at = (ms: number) => new Date(START + ms).toISOString()
const batch = (
  from: number,
  to: number | null,
  items: number,
  status: "SUCCEEDED" | "FAILED" | "RUNNING" = "SUCCEEDED",
) => ({
  ...{ child: `${from}`, items, redrives: 0, status: to === null ? ("RUNNING" as const) : status },
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
})

describe("what was done over time", () => {
  test("spreads a batch's objects over its time, and counts those that run at once", () => {
    const { slices } = ratesOf([batch(0, 2_000, 200), batch(1_000, 2_000, 50)], START, START + 4_000, 4)
    expect(slices.map((slice) => Math.round(slice.objectsPerSecond))).toEqual([100, 150, 0, 0])
    expect(slices.map((slice) => slice.running)).toEqual([1, 2, 0, 0])
  })

  test("counts a batch that failed as running, but nothing as done", () => {
    const { slices } = ratesOf([batch(0, 1_000, 100, "FAILED")], START, START + 2_000, 2)
    expect(slices.map((slice) => slice.objectsPerSecond)).toEqual([0, 0])
    expect(slices.map((slice) => slice.running)).toEqual([1, 0])
  })

  test("is settled up to the start of the first batch that still runs", () => {
    const rates = ratesOf(
      [batch(0, 500, 1), batch(700, null, 1), batch(900, null, 1)],
      START,
      START + 1_000,
      2,
    )
    expect(rates.settledUntil).toBe(700)
    expect(ratesOf([batch(0, 500, 1)], START, START + 1_000, 2).settledUntil).toBe(1_000)
  })

  test("reaches up to the last that any batch tells", () => {
    expect(latestOf([batch(0, 500, 1), batch(700, null, 1)])).toBe(START + 700)
    expect(latestOf([])).toBe(0)
  })
})
