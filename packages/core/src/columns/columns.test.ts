import { describe, expect, test } from "vitest"
import * as z from "zod"
import { columnOf, fromColumn, fromColumns } from "./column.ts"
import { day, dayCode, dayText, encodeDay } from "./day.ts"
import { decimal, integer } from "./decimal.ts"
import { bits, flag } from "./flag.ts"
import { hourCode, hourText, instant, withNanoseconds } from "./instant.ts"
import { text } from "./text.ts"

/** The value, or the rule that it breaks. */
function outcome(schema: z.ZodType, value: string): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return issue?.code === "custom" ? { rule: issue.params?.rule } : { rule: issue?.code }
}

describe("decimal", () => {
  const temp = decimal({ column: "TEMP", scale: 1, missing: ["9999.9"], unit: "°F" })
  test.each([
    [" 85.1", 85.1],
    ["-0.0", 0],
    ["007", 7],
    ["9999.9", null],
    [" 9999.9 ", null],
    ["99999999999999.9", 99999999999999.9],
    ["999999999999999", { rule: "range" }],
    ["85.12", { rule: "scale" }],
    ["", { rule: "empty" }],
    ["  ", { rule: "empty" }],
    ["+1", { rule: "number" }],
    ["1.", { rule: "number" }],
    [".5", { rule: "number" }],
    ["1e3", { rule: "number" }],
    ["0x10", { rule: "number" }],
    ["1,000", { rule: "number" }],
    ["- 1", { rule: "number" }],
    ["1\n", { rule: "number" }],
  ])("makes of %j %j", (written, value) => {
    expect(outcome(temp, written)).toEqual(value)
  })

  test("takes a blank for missing where the column says so", () => {
    const place = decimal({ column: "LATITUDE", scale: 8, missing: [""] })
    expect([outcome(place, ""), outcome(place, "  "), outcome(place, "12.5")]).toEqual([null, null, 12.5])
  })

  test("writes what it reads", () => {
    expect(temp.encode(85.1)).toBe("85.1")
    expect(temp.encode(null)).toBe("9999.9")
  })

  test.each([
    [{ column: "X", scale: 16 }, "column X: a scale is a whole number from 0 to 15, not 16"],
    [{ column: "X", scale: 1.5 }, "not 1.5"],
    [{ column: "X", scale: 1, missing: ["9,9"] }, 'column X: missing value "9,9": is not a number'],
    [{ column: "X", scale: 1, missing: [" NA"] }, 'missing value " NA": is not a number'],
    [{ column: "X", scale: 1, missing: ["9.99"] }, 'missing value "9.99": has more than 1 decimals'],
    [{ column: "X", scale: 1, min: 0.25 }, "column X: a bound has at most 1 decimals, and 0.25 has not"],
    [{ column: "X", scale: 1, max: Number.NaN }, "and NaN has not"],
    [{ column: "X", scale: 0, min: 2, max: 1 }, "column X: min 2 is more than max 1"],
  ])("refuses %j", (options, message) => {
    expect(() => decimal(options)).toThrow(message)
  })

  test.each(["-", "NA", " NA", "\\N  "])(
    "takes %j for missing where the column has such a word",
    (written) => {
      expect(outcome(integer({ column: "bytes", min: 0, missing: ["-", "NA", "\\N"] }), written)).toBeNull()
      expect(outcome(integer({ column: "bytes", min: 0, missing: ["none"] }), written)).toEqual({
        rule: "number",
      })
    },
  )

  test("keeps to its bounds, where a missing value need not", () => {
    const status = integer({ column: "status", min: 100, max: 599, missing: ["0"] })
    expect(["100", "599", "0", "99", "600", "-100"].map((written) => outcome(status, written))).toEqual([
      100,
      599,
      null,
      { rule: "range" },
      { rule: "range" },
      { rule: "range" },
    ])
    expect(status.safeParse("600").error?.issues[0]?.message).toBe("is more than 599")
    expect(outcome(decimal({ column: "ms", scale: 3, min: 0.5 }), "0.499")).toEqual({ rule: "range" })
  })

  test("is whole with integer", () => {
    expect([outcome(integer({ column: "N" }), " 24"), outcome(integer({ column: "N" }), "24.0")]).toEqual([
      24,
      { rule: "scale" },
    ])
  })
})

describe("day", () => {
  test.each([
    ["2024-02-29", "2024-02-29"],
    ["0000-01-01", "0000-01-01"],
    ["9999-12-31", null],
    ["", null],
    ["2023-02-29", { rule: "day" }],
    ["1900-02-29", { rule: "day" }],
    ["2025-13-01", { rule: "day" }],
    ["2025-00-10", { rule: "day" }],
    ["2025-04-31", { rule: "day" }],
    ["2025-1-1", { rule: "day" }],
    ["2025-01-01\n", { rule: "day" }],
  ])("makes of %j %j", (written, value) => {
    expect(outcome(day({ column: "D", missing: ["", "9999-12-31"] }), written)).toEqual(value)
  })

  test("has a code for each day, in the order of the calendar", () => {
    const start = Date.UTC(1999, 11, 1)
    let before = -1
    for (let index = 0; index < 1_600; index++) {
      const written = new Date(start + index * 86_400_000).toISOString().slice(0, 10)
      const code = dayCode(written)!
      expect(dayText(code)).toBe(written)
      expect(code).toBeGreaterThan(before)
      before = code
    }
    expect(dayCode("2023-02-31")).toBeNull()
    expect(dayText(encodeDay(7, 1, 2))).toBe("0007-01-02")
  })
})

describe("instant", () => {
  const at = instant({ column: "time", missing: ["", "-"] })

  test.each([
    ["2025-06-01T13:05:09Z", "2025-06-01T13:05:09Z"],
    ["2024-02-29T23:59:59.123456789Z", "2024-02-29T23:59:59.123456789Z"],
    ["0000-01-01T00:00:00.0Z", "0000-01-01T00:00:00.0Z"],
    ["", null],
    ["-", null],
    ["2023-02-29T00:00:00Z", { rule: "instant" }],
    ["2025-06-01T24:00:00Z", { rule: "instant" }],
    ["2025-06-01T13:60:00Z", { rule: "instant" }],
    ["2025-06-30T23:59:60Z", { rule: "instant" }],
    ["2025-06-01T13:05:09", { rule: "instant" }],
    ["2025-06-01T13:05:09+00:00", { rule: "instant" }],
    ["2025-06-01 13:05:09Z", { rule: "instant" }],
    ["2025-06-01t13:05:09z", { rule: "instant" }],
    ["2025-06-01T13:05:09.Z", { rule: "instant" }],
    ["2025-06-01T13:05:09,5Z", { rule: "instant" }],
    ["2025-06-01T13:05:09.1234567890Z", { rule: "instant" }],
    ["2025-06-01T13:05:09Z\n", { rule: "instant" }],
    ["2025-06-01", { rule: "instant" }],
    ["1748783109", { rule: "instant" }],
  ])("makes of %j %j", (written, value) => {
    expect(outcome(at, written)).toEqual(value)
  })

  test("is cut to its day or its hour", () => {
    const written = "2025-06-01T13:05:09.25Z"
    expect(outcome(instant({ column: "time", cut: "day" }), written)).toBe("2025-06-01")
    expect(outcome(instant({ column: "time", cut: "hour" }), written)).toBe("2025-06-01T13")
    expect(outcome(instant({ column: "time", cut: "hour", missing: [written] }), written)).toBeNull()
    expect(outcome(instant({ column: "time", cut: "day" }), "2025-06-01T13")).toEqual({ rule: "instant" })
  })

  test("writes what it reads, and the first moment of what was cut", () => {
    expect(at.encode("2025-06-01T13:05:09.250Z")).toBe("2025-06-01T13:05:09.250Z")
    expect(at.encode(null)).toBe("")
    for (const cut of ["day", "hour"] as const) {
      const field = instant({ column: "time", cut })
      const value = field.parse("2025-06-01T13:05:09Z")
      expect(field.parse(field.encode(value))).toBe(value)
    }
  })

  test("has a code for each hour, in the order of time", () => {
    const start = Date.UTC(1999, 11, 30, 22)
    let before = -1
    for (let index = 0; index < 2_000; index++) {
      const written = new Date(start + index * 3_600_000).toISOString().slice(0, 13)
      const code = hourCode(written)
      expect(hourText(code)).toBe(written)
      expect(code).toBeGreaterThan(before)
      before = code
    }
  })

  test("can be written so that texts are in the order of time", () => {
    const inOrder = ["13:05:09Z", "13:05:09.000000001Z", "13:05:09.1Z", "13:05:09.25Z", "13:05:10.0Z"].map(
      (time) => withNanoseconds(`2025-06-01T${time}`),
    )
    expect(inOrder[0]).toBe("2025-06-01T13:05:09.000000000Z")
    expect([...inOrder].reverse().sort()).toEqual(inOrder)
    expect(new Set(inOrder.map((text) => text.length))).toEqual(new Set([30]))
  })
})

describe("text, flag and bits", () => {
  test.each([
    [text({ column: "T" }), "é 😀", "é 😀"],
    [text({ column: "T" }), "", ""],
    [text({ column: "T" }), "a\0", { rule: "nul" }],
    [text({ column: "T", length: 2 }), "😀", "😀"],
    [text({ column: "T", length: 2 }), "abc", { rule: "length" }],
    [text({ column: "T", length: 2, missing: [""] }), "", null],
    [flag({ column: "F", meanings: { "*": "derived" } }), "*", "derived"],
    [flag({ column: "F", meanings: { "*": "derived" } }), " ", { rule: "flag" }],
    [flag({ column: "F", meanings: { "*": "derived" } }), "constructor", { rule: "flag" }],
    [bits({ column: "B", names: ["fog", "rain"] }), "01", { fog: false, rain: true }],
    [bits({ column: "B", names: ["fog", "rain"] }), "012", { rule: "bits" }],
    [bits({ column: "B", names: ["fog", "rain"] }), "02", { rule: "bits" }],
  ] as const)("case %#: makes of %j %j", (...[schema, written, value]) => {
    expect(outcome(schema, written)).toEqual(value)
  })

  test("write what they read", () => {
    expect(z.encode(flag({ column: "F", meanings: { "*": "derived" } }), "derived")).toBe("*")
    expect(z.encode(bits({ column: "B", names: ["fog", "rain"] }), { fog: false, rain: true })).toBe("01")
    expect(z.encode(text({ column: "T", missing: ["-"] }), null)).toBe("-")
  })
})

describe("columnOf", () => {
  test("describes what a factory made, and what was named; a plain or refined schema by its field", () => {
    const temp = decimal({ column: "TEMP", scale: 1 })
    expect(columnOf(temp, "temp")).toMatchObject({ kind: "decimal", column: "TEMP", scale: 1 })
    expect(
      columnOf(
        temp.refine(() => true),
        "temp",
      ),
    ).toEqual({ kind: "other", columns: ["temp"] })
    expect(columnOf(z.string(), "name")).toEqual({ kind: "other", columns: ["name"] })
    expect(columnOf(fromColumn("NAME", z.string()), "name")).toEqual({ kind: "other", columns: ["NAME"] })
    const both = fromColumns(["A", "B"], z.array(z.string()))
    expect(columnOf(both, "both")).toEqual({ kind: "other", columns: ["A", "B"] })
  })
})
