import { expect, it } from "vitest"
import { makeCounterMemory, openCounters, readCounters } from "./counters.ts"

it("sums what all workers add, also those that take the place of others", () => {
  const memory = makeCounterMemory(2)
  for (let worker = 1; worker <= 3; worker++) {
    openCounters(memory).add({ objects: worker, rows: 10 * worker, bytes: 2 ** 40 })
  }
  expect(readCounters(memory)).toStrictEqual({ objects: 6, rows: 60, bytes: 3 * 2 ** 40 })
})
