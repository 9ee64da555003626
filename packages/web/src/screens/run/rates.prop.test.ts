import * as fc from "fast-check"
import { expect, test } from "vitest"
import { ratesOf } from "./rates.ts"

const START = Date.UTC(2026, 0, 1)
const at = (ms: number) => new Date(START + ms).toISOString()

test("no object is lost over time, however short or long the batches are", () => {
  const batches = fc.array(fc.tuple(fc.nat(10_000), fc.nat(5_000), fc.nat(500)), { maxLength: 40 })
  fc.assert(
    fc.property(batches, fc.integer({ min: 1, max: 200 }), (made, count) => {
      const lines = made.map(([from, length, items]) => ({
        ...{ child: `${from}`, items, redrives: 0, status: "SUCCEEDED" as const },
        ...{ startedAt: at(from), endedAt: at(from + length) },
      }))
      const { slices, span } = ratesOf(lines, START, START + 15_000, count)
      const done = slices.reduce((sum, slice) => sum + (slice.objectsPerSecond * span) / count / 1_000, 0)
      const given = made.reduce((sum, [, , items]) => sum + items, 0)
      expect(done).toBeCloseTo(given, 4)
    }),
  )
})
