import { expect, test } from "vitest"
import { barHeights } from "./bar-heights.ts"

test("the longest run is the tallest, and the shortest can still be hit", () => {
  expect(barHeights([0, 2_500, 10_000])).toEqual([10, 37, 64])
})

test("runs that took no time at all are low, and no runs have no bars", () => {
  expect(barHeights([0, 0])).toEqual([10, 10])
  expect(barHeights([])).toEqual([])
})
