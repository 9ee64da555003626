import { expect, it } from "vitest"
import { makeThreshold } from "./failure-threshold.ts"

it.each([
  [undefined, undefined, 0, 10, false],
  [undefined, undefined, 1, undefined, true],
  [2, undefined, 2, undefined, false],
  [2, undefined, 3, undefined, true],
  [undefined, 5, 5, 100, false],
  [undefined, 5, 6, 100, true],
  [undefined, 5, 6, undefined, false],
  [1, 100, 2, 100, true],
  [9, 1, 2, 100, true],
  [undefined, 100, 100, 100, false],
  [0, 0, 0, 0, false],
])("with count %s and percent %s, %s failed of %s exceeds: %s", (count, percent, failed, total, exceeded) => {
  expect(makeThreshold(count, percent).isExceeded(failed, total)).toBe(exceeded)
})
