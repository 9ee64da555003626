import { describe, expect, test } from "vitest"
import { columnOf, sourceColumns } from "../../columns/column.ts"
import { HEADER } from "./made/row.ts"
import { GsodRecord } from "./record.ts"

describe("GsodRecord", () => {
  test("reads every column of the archive's header", () => {
    const columns = Object.entries(GsodRecord.shape).flatMap(([name, field]) =>
      sourceColumns(columnOf(field, name)),
    )
    expect(new Set(columns)).toEqual(new Set(HEADER.trimEnd().replaceAll('"', "").split(",")))
    expect(Object.keys(GsodRecord.shape)).toHaveLength(28)
  })

  test.each([
    ["013.7", "24", 1013.7],
    ["000.0", "24", 1000],
    ["099.9", "24", 1099.9],
    ["100.0", "24", 100],
    ["876.5", " 4", 876.5],
    ["999.9", " 0", null],
    ["999.9", "24", 999.9],
    [" 013.7 ", "24", 1013.7],
  ])("restores the thousands digit of STP %j, observed %j times: %j", (written, observed, value) => {
    expect(GsodRecord.shape.stationPressure.parse([written, observed])).toBe(value)
  })

  test.each(["13.7", "1013.7", "", "abc.d", "999,9"])("refuses STP %j", (written) => {
    const outcome = GsodRecord.shape.stationPressure.safeParse([written, "24"])
    expect(outcome.error?.issues[0]).toMatchObject({
      message: "is not a pressure (ddd.d)",
      params: { rule: "number" },
    })
  })
})
