import { expect, test } from "vitest"
import { makePace } from "./pace.ts"

test("rows are spread evenly over the time that they took", () => {
  const pace = makePace()
  pace.add(0, 4, 400)
  pace.add(2, 4, 20)
  expect(pace.read()).toEqual({ sliceMs: 1, rows: [100, 100, 110, 110] })
})

test("slices grow as the time does, and keep what they had", () => {
  const pace = makePace()
  pace.add(0, 2, 10)
  pace.add(238, 240, 6)
  const { sliceMs, rows } = pace.read()
  expect([sliceMs, rows.length, rows[0], rows.at(-1)]).toEqual([2, 120, 10, 6])
})

test("what took no time, or began before the run by another clock, is counted all the same", () => {
  const pace = makePace()
  pace.add(3, 3, 5)
  pace.add(-20, -10, 2)
  expect(pace.read()).toEqual({ sliceMs: 1, rows: [2, 0, 0, 5] })
})
