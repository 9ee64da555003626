import { describe, expect, it } from "vitest"
import { headerOf, renderTable } from "./table.ts"

describe("renderTable", () => {
  it("aligns numbers to the right, text to the left, and gives degrees one decimal", () => {
    const rows = [
      { month: "2025-01", days: 900, meanTempF: 38.44999, maxTempF: 110, name: "MADE ONE, KU" },
      { month: "2025-02", days: 1200, meanTempF: 40, maxTempF: 9.5, name: null },
    ]
    expect(renderTable(rows)).toBe(
      [
        "month    days  mean temp °F  max temp °F  name",
        "2025-01   900          38.4        110.0  MADE ONE, KU",
        "2025-02  1200          40.0          9.5  –",
        "",
      ].join("\n"),
    )
  })

  it("gives shares of a whole four decimals", () => {
    const rows = [{ errorRate: 0.00321 }, { errorRate: 1 }, { errorRate: null }]
    expect(renderTable(rows)).toBe("error rate\n    0.0032\n    1.0000\n         –\n")
  })

  it("says how many rows it leaves out", () => {
    const rows = Array.from({ length: 53 }, (_, hour) => ({ hour }))
    expect(renderTable(rows).trimEnd().split("\n").at(-1)).toBe("… and 3 more rows in the result")
  })

  it("lets no control character through", () => {
    expect(renderTable([{ name: "a\u001b[31mb\nc" }])).toBe("name\na?[31mb?c\n")
  })

  it("says that there are no rows", () => {
    expect(renderTable([])).toBe("(no rows)\n")
  })
})

describe("headerOf", () => {
  it.each([
    ["month", "month"],
    ["meanTempF", "mean temp °F"],
    ["slowestPath", "slowest path"],
  ])("reads %s as %s", (name, header) => {
    expect(headerOf(name)).toBe(header)
  })
})
