import { describe, expect, it } from "vitest"
import { chooseChart } from "./chart-choice.ts"
import { columnsOf } from "./columns.ts"
import { HOUR_COLUMNS, MONTH_COLUMNS, MONTH_ROWS, makeHourRows } from "./rows.fixture.ts"

const months = columnsOf({ columns: [...MONTH_COLUMNS], rows: MONTH_ROWS })

describe("chooseChart", () => {
  it("shows lowest, mean and highest of each month", () => {
    expect(chooseChart(months, MONTH_ROWS)).toEqual({
      kind: "range",
      x: "month",
      low: "minTempF",
      mean: "meanTempF",
      high: "maxTempF",
    })
  })

  it("shows the measure that was chosen, and the first where that is none", () => {
    expect(chooseChart(months, MONTH_ROWS, "days")).toMatchObject({ kind: "lines", y: "days", series: null })
    expect(chooseChart(months, MONTH_ROWS, "station")).toMatchObject({ kind: "lines", y: "days" })
  })

  it("draws a line for each of the largest names, and counts the others", () => {
    const rows = makeHourRows(3, ["a", "b", "c", "d", "e", "f", "g", "h"])
    const columns = columnsOf({ columns: [...HOUR_COLUMNS], rows })
    expect(chooseChart(columns, rows)).toEqual({
      kind: "lines",
      x: "hour",
      y: "requests",
      series: "service",
      names: ["h", "g", "f", "e", "d", "c"],
      otherNames: 2,
    })
  })

  it("draws bars by name, and a histogram where rows have no name of their own", () => {
    const rows = [
      { country: "A", count: 3 },
      { country: "B", count: 1 },
    ]
    const columns = columnsOf({ columns: ["country", "count"], rows })
    expect(chooseChart(columns, rows)).toMatchObject({ kind: "bars", x: "country", y: "count" })
    const twice = [...rows, { country: "A", count: 9 }]
    expect(chooseChart(columns, twice)).toEqual({ kind: "histogram", x: "count" })
  })

  it("draws nothing where there is no number, or no row", () => {
    const rows = [{ name: "A" }]
    expect(chooseChart(columnsOf({ columns: ["name"], rows }), rows)).toBeNull()
    expect(chooseChart(months, [])).toBeNull()
  })
})
