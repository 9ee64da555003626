import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cellAt, cellUnder, layOutGrid, moveInGrid } from "./grid-layout.ts"

const grid = fc
  .tuple(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 200, max: 2_000 }))
  .map(([count, width]) => layOutGrid(count, width, 600))

describe("the grid", () => {
  it("finds under every cell's place that cell", () => {
    fc.assert(
      fc.property(grid, fc.nat(), (layout, some) => {
        const index = some % layout.count
        const { x, y } = cellAt(layout, index)
        expect(cellUnder(layout, x, y)).toBe(index)
        expect(cellUnder(layout, x + layout.size, y + layout.size)).toBe(index)
      }),
    )
  })

  it("is led out of by no key", () => {
    const key = fc.constantFrom(
      "ArrowUp",
      "ArrowDown",
      "ArrowLeft",
      "ArrowRight",
      "PageUp",
      "PageDown",
      "End",
    )
    fc.assert(
      fc.property(grid, fc.nat(), fc.array(key, { maxLength: 20 }), (layout, some, keys) => {
        let index = some % layout.count
        for (const pressed of keys) index = moveInGrid(layout, index, pressed)!
        expect(index).toBeGreaterThanOrEqual(0)
        expect(index).toBeLessThan(layout.count)
      }),
    )
  })

  it("is never wider than its room", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 30, max: 2_000 }),
        (count, width) => {
          expect(layOutGrid(count, width, 600).width).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})
