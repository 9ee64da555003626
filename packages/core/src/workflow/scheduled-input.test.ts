import { describe, expect, test } from "vitest"
import { fillInput, findDay, findUnknownWords } from "./scheduled-input.ts"

const day = { year: 2026, month: 3, day: 9 }

describe("a schedule's input", () => {
  test.each([
    [{ year: "<year>" }, { year: 2026 }],
    [
      { month: "<month>", day: "<day>" },
      { month: 3, day: 9 },
    ],
    [
      { job: "web-logs", day: "<date>" },
      { job: "web-logs", day: "2026-03-09" },
    ],
    [{ only: ["logs/<year>/<month>/<day>.csv"] }, { only: ["logs/2026/03/09.csv"] }],
    [
      { year: 2025, tolerate: { objects: "1%" }, none: null, is: true },
      { year: 2025, tolerate: { objects: "1%" }, none: null, is: true },
    ],
    ["<yaer> <constructor>", "<yaer> <constructor>"],
  ])("%j is, on a day, %j", (input, filled) => {
    expect(fillInput(input, day)).toEqual(filled)
  })

  test("has words of its own, and no other", () => {
    expect(findUnknownWords({ year: "<year>", day: ["<date>/<month>/<day>"], text: "a < b > c" })).toEqual([
      "< b >",
    ])
    expect(findUnknownWords({ year: "<yaer>", of: { it: "<constructor>" } })).toEqual([
      "<yaer>",
      "<constructor>",
    ])
    expect(findUnknownWords({ year: 2025, none: null })).toEqual([])
  })
})

describe("the day of a scheduled time", () => {
  test.each([
    ["2026-01-02T06:00:00Z", "UTC", 0, [2026, 1, 2]],
    ["2026-01-02T06:00:00Z", "UTC", 2, [2025, 12, 31]],
    ["2026-03-01T00:30:00Z", "America/Sao_Paulo", 0, [2026, 2, 28]],
    ["2028-03-01T06:00:00Z", "Europe/Lisbon", 1, [2028, 2, 29]],
    ["2026-03-29T00:59:59Z", "Europe/Lisbon", 0, [2026, 3, 29]],
    ["2026-06-30T15:00:00Z", "Asia/Tokyo", 0, [2026, 7, 1]],
  ])("%s in %s, %i days before, is %j", (time, timezone, daysBefore, [year, month, day]) => {
    expect(findDay(new Date(time), timezone, daysBefore)).toEqual({ year, month, day })
  })

  test("is none in a zone that is not there", () => {
    expect(() => findDay(new Date(0), "Mars/Olympus", 0)).toThrow("Mars/Olympus")
  })
})
