import { expect, test } from "vitest"
import { SEGMENTS, totalOf } from "./segments.ts"

const COUNTS = {
  ...{ pending: 5, running: 2, succeeded: 3, failed: 1, timedOut: 1, aborted: 1 },
  ...{ total: 13, resultsWritten: 3 },
}

test("the bar shows every state that is counted, each once", () => {
  const { total: _, resultsWritten: __, ...states } = COUNTS
  expect(SEGMENTS.map(([name]) => name).sort()).toEqual(Object.keys(states).sort())
})

test("the whole is never less than its parts", () => {
  expect(totalOf(COUNTS)).toBe(13)
  expect(totalOf({ ...COUNTS, total: 4 })).toBe(13)
  expect(totalOf({ ...COUNTS, total: 40 })).toBe(40)
})
