import { describe, expect, it } from "vitest"
import { rankRows, sortRows } from "./order.ts"
import { MONTH_ROWS } from "./rows.fixture.ts"

const months = (rows: readonly Record<string, unknown>[]) => rows.map(({ month }) => String(month).slice(5))

describe("sortRows", () => {
  it("keeps rows alike in the file's order, both ways", () => {
    expect(months(sortRows(MONTH_ROWS, "maxTempF", "down"))).toEqual(["01", "03", "02"])
    expect(months(sortRows(MONTH_ROWS, "maxTempF", "up"))).toEqual(["02", "01", "03"])
  })

  it("puts rows without a value last, both ways", () => {
    expect(months(sortRows(MONTH_ROWS, "name", "up"))).toEqual(["01", "03", "02"])
    expect(months(sortRows(MONTH_ROWS, "name", "down"))).toEqual(["03", "01", "02"])
  })
})

describe("rankRows", () => {
  it("lets ties share a place, and goes on behind them", () => {
    const sorted = sortRows(MONTH_ROWS, "maxTempF", "down")
    expect(rankRows(sorted, "maxTempF")).toEqual([
      { place: 1, isTie: true },
      { place: 1, isTie: true },
      { place: 3, isTie: false },
    ])
  })

  it("gives no place to a row without a value", () => {
    expect(rankRows(sortRows(MONTH_ROWS, "name", "up"), "name")[2]).toBeNull()
  })
})
