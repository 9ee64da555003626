import { describe, expect, it } from "vitest"
import { makeLine, momentOf } from "./batch-lines.fixture.ts"
import { medianDuration, sortLines } from "./sort-lines.ts"

const lines = [
  makeLine("a", 0, 5),
  makeLine("b", 10, 9, "FAILED"),
  makeLine("c", 20, null),
  makeLine("d", 30, 5),
]
const now = momentOf(26)
const troubled = new Set(["d"])

describe("sortLines", () => {
  it.each([
    ["start", ["a", "b", "c", "d"]],
    ["duration", ["b", "c", "a", "d"]],
    ["items", ["a", "b", "c", "d"]],
    ["status", ["b", "c", "d", "a"]],
  ] as const)("sorts by %s", (sort, children) => {
    expect(sortLines(lines, sort, now, troubled).map(({ line }) => line.child)).toEqual(children)
  })

  it("keeps the place that a batch has by its start", () => {
    expect(sortLines(lines, "duration", now, troubled).map(({ place }) => place)).toEqual([2, 3, 1, 4])
  })
})

describe("medianDuration", () => {
  it("is in the middle, and nothing of none", () => {
    expect(medianDuration(lines, now)).toBe(6)
    expect(medianDuration([], now)).toBe(0)
  })
})
