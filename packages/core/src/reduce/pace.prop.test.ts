import fc from "fast-check"
import { expect, test } from "vitest"
import { makePace, PACE_SLICES } from "./pace.ts"

const DAY = 86_400_000
const work = fc.record({
  from: fc.integer({ min: -1_000, max: DAY }),
  length: fc.double({ min: 0, max: 900_000, noNaN: true }),
  rows: fc.nat(5_000_000),
})

test("the pace tells of every row, in a bounded number of slices that reach the end of the last batch", () => {
  fc.assert(
    fc.property(fc.array(work, { minLength: 1, maxLength: 40 }), (works) => {
      const pace = makePace()
      for (const { from, length, rows } of works) pace.add(from, from + length, rows)
      const { sliceMs, rows } = pace.read()
      expect(rows.length).toBeLessThanOrEqual(PACE_SLICES)
      expect(rows.every((some) => Number.isInteger(some) && some >= 0)).toBe(true)
      expect(rows.reduce((sum, some) => sum + some, 0)).toBe(works.reduce((sum, { rows }) => sum + rows, 0))
      const end = Math.max(...works.map(({ from, length }) => from + length))
      expect(rows.length * sliceMs).toBeGreaterThanOrEqual(end)
    }),
  )
})

test("the order in which batches come does not matter, but for the rounding of a row", () => {
  fc.assert(
    fc.property(fc.array(work, { minLength: 2, maxLength: 20 }), (works) => {
      const [there, back] = [works, works.toReversed()].map((order) => {
        const pace = makePace()
        for (const { from, length, rows } of order) pace.add(from, from + length, rows)
        return pace.read()
      })
      expect(there!.sliceMs).toBe(back!.sliceMs)
      for (const [slice, rows] of there!.rows.entries())
        expect(Math.abs(rows - back!.rows[slice]!)).toBeLessThanOrEqual(1)
    }),
  )
})
