import { describe, expect, it } from "vitest"
import { compareResults } from "./comparison.ts"
import { HOUR_COLUMNS, MONTH_COLUMNS, MONTH_ROWS, makeHourRows } from "./rows.fixture.ts"

const now = { columns: [...MONTH_COLUMNS], rows: MONTH_ROWS, params: { year: 2025 } }

describe("compareResults", () => {
  it("finds nothing changed beside itself", () => {
    expect(compareResults(now, now)).toMatchObject({ keys: ["month"], changed: 0 })
  })

  it("puts January beside the January of another year", () => {
    const rows = MONTH_ROWS.map((row) => ({ ...row, month: String(row.month).replace("2025", "2024") }))
    const before = { ...now, rows: [{ ...rows[0]!, days: 30 }, rows[1]!, rows[2]!], params: { year: 2024 } }
    const comparison = compareResults(now, before)
    expect(comparison.rows.map(({ now, before }) => [now?.month, before?.month])).toEqual([
      ["2025-01", "2024-01"],
      ["2025-02", "2024-02"],
      ["2025-03", "2024-03"],
    ])
    expect(comparison.changed).toBe(1)
  })

  it("keeps rows that only one of the two has", () => {
    const comparison = compareResults(
      { ...now, rows: MONTH_ROWS.slice(1) },
      { ...now, rows: MONTH_ROWS.slice(0, 2) },
    )
    expect(comparison.rows.map(({ key, now, before }) => [key[0], now !== null, before !== null])).toEqual([
      ["2025-02", true, true],
      ["2025-03", true, false],
      ["2025-01", false, true],
    ])
    expect(comparison.changed).toBe(2)
  })

  it("tells rows apart by as many columns as it takes", () => {
    const side = { columns: [...HOUR_COLUMNS], rows: makeHourRows(2, ["a", "b"]), params: {} }
    expect(compareResults(side, side).keys).toEqual(["hour", "service"])
  })
})
