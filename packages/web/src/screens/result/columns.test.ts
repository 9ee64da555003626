import { describe, expect, it } from "vitest"
import { columnsOf, timeOf, wordsOf } from "./columns.ts"
import { MONTH_COLUMNS, MONTH_ROWS } from "./rows.fixture.ts"

describe("columnsOf", () => {
  it("says what the values of a column are, whatever is missing", () => {
    const kinds = columnsOf({ columns: [...MONTH_COLUMNS, "country"], rows: MONTH_ROWS })
    expect(kinds.map(({ name, kind }) => [name, kind])).toEqual([
      ["month", "moment"],
      ["days", "number"],
      ["meanTempF", "number"],
      ["minTempF", "number"],
      ["maxTempF", "number"],
      ["station", "text"],
      ["name", "text"],
      ["country", "empty"],
    ])
  })

  it.each([
    ["2025-01-31", "moment"],
    ["2025-01-31T05", "moment"],
    ["2025-01-31T05:07:09.5Z", "moment"],
    ["2025-13", "text"],
    ["2025", "text"],
    [true, "flag"],
  ])("takes %s for a %s", (value, kind) => {
    expect(columnsOf({ columns: ["x"], rows: [{ x: value }] })[0]?.kind).toBe(kind)
  })
})

describe("timeOf", () => {
  it.each(["2025-03", "2025-03-01", "2025-03-01T00", "2025-03-01T00:00", "2025-03-01T00:00:00Z"])(
    "reads %s as UTC",
    (moment) => {
      expect(timeOf(moment)).toBe(Date.UTC(2025, 2, 1))
    },
  )
})

describe("wordsOf", () => {
  it("makes words of a name", () => {
    expect(["meanLatencyMs", "error_rate", "p99Ms"].map(wordsOf)).toEqual([
      "mean latency ms",
      "error rate",
      "p99 ms",
    ])
  })
})
