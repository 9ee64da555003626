import { describe, expect, it } from "vitest"
import { cellUnder, layOutGrid, moveInGrid } from "./grid-layout.ts"

describe("layOutGrid", () => {
  it("shows few batches large and 10,000 small", () => {
    expect(layOutGrid(40, 600, 600).pitch).toBe(30)
    expect(layOutGrid(10_000, 600, 600)).toMatchObject({ pitch: 10, columns: 60, rows: 167, height: 1_670 })
  })

  it("has room for none", () => {
    expect(layOutGrid(0, 600, 600)).toMatchObject({ rows: 0, height: 0 })
  })
})

describe("cellUnder", () => {
  const layout = layOutGrid(25, 300, 600)

  it("finds none beside the grid or after its last cell", () => {
    expect(layout.columns).toBe(10)
    expect(cellUnder(layout, -1, 5)).toBeNull()
    expect(cellUnder(layout, 301, 5)).toBeNull()
    expect(cellUnder(layout, 4 * 30, 2 * 30)).toBe(24)
    expect(cellUnder(layout, 5 * 30, 2 * 30)).toBeNull()
  })
})

describe("moveInGrid", () => {
  const layout = layOutGrid(25, 300, 600)

  it.each([
    ["ArrowRight", 3, 4],
    ["ArrowLeft", 0, 0],
    ["ArrowDown", 3, 13],
    ["ArrowDown", 18, 24],
    ["ArrowDown", 22, 22],
    ["ArrowUp", 13, 3],
    ["ArrowUp", 3, 3],
    ["PageDown", 3, 23],
    ["Home", 17, 0],
    ["End", 3, 24],
    ["x", 3, null],
  ])("%s leads from %i to %s", (key, from, to) => {
    expect(moveInGrid(layout, from, key)).toBe(to)
  })
})
