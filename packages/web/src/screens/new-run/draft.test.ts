import { describe, expect, test } from "vitest"
import { checkTolerance } from "./check-value.ts"
import { readDraft, toRequest } from "./draft.ts"
import { readFields } from "./fields.ts"

const JOBS = [
  {
    ...{ name: "weather", version: 1, title: "Weather" },
    params: {
      type: "object",
      properties: {
        year: { type: "integer", minimum: 1929, maximum: 2100, description: "the year" },
        unit: { type: "string", enum: ["F", "C"], default: "F" },
        share: { type: "number" },
        isQuick: { type: "boolean" },
        stations: { type: "array", items: { type: "string" } },
      },
      required: ["year", "unit"],
    },
  },
  {
    ...{ name: "logs", version: 2, title: "Logs" },
    params: {
      type: "object",
      properties: { day: { type: "string", format: "date", pattern: "^\\d{4}-(0[1-9]|1[0-2])-\\d\\d$" } },
      required: ["day"],
    },
  },
]
const draft = (request: object) => readDraft(JOBS, undefined, JSON.stringify(request))

describe("the fields of a form", () => {
  test("are those of the schema, in its order", () => {
    const fields = readFields(JOBS[0]!.params)
    expect(fields.map(({ name, kind, isRequired }) => [name, kind, isRequired])).toEqual([
      ["year", "integer", true],
      ["unit", "choice", false],
      ["share", "number", false],
      ["isQuick", "flag", false],
      ["stations", "json", false],
    ])
    expect(fields[0]).toMatchObject({ min: 1929, max: 2100, description: "the year" })
    expect(fields[1]).toMatchObject({ choices: ["F", "C"], fallback: "F" })
  })

  test("have no limit that is only that of a safe whole number", () => {
    const [field] = readFields({ properties: { n: { type: "integer", maximum: 9_007_199_254_740_991 } } })
    expect(field).toMatchObject({ max: null })
  })

  test("are none where the schema says nothing that is understood", () => {
    expect(readFields({})).toEqual([])
    expect(readFields({ properties: { odd: { anyOf: [] } } })).toMatchObject([{ name: "odd", kind: "json" }])
  })

  test("leave a pattern that cannot be read to the API", () => {
    expect(readFields({ properties: { a: { type: "string", pattern: "(" } } })).toMatchObject([
      { pattern: null },
    ])
  })
})

describe("a form", () => {
  test("comes to the request that it was filled with", () => {
    const request = {
      ...{ job: "weather", year: 2025, unit: "C", share: 0.5, isQuick: true, stations: ["a", "b"] },
      ...{ tolerate: { objects: "1%", records: 5 }, only: ["2025/a.csv"], settings: { concurrency: 4 } },
    }
    expect(toRequest(JOBS, draft(request))).toEqual({ request })
  })

  test("takes the first job where none is named, and the named one before that of the request", () => {
    expect(draft({ year: 2025 }).job).toBe("weather")
    expect(readDraft(JOBS, "logs", '{"job":"weather"}').job).toBe("logs")
    expect(readDraft(JOBS, "unheard of", undefined).job).toBe("weather")
  })

  test("is filled with the job's own values where there is no request", () => {
    for (const request of [undefined, "{", "[]", "null"])
      expect(readDraft(JOBS, undefined, request).values).toMatchObject({ year: "", unit: "F" })
  })

  test("leaves out what it has no use for", () => {
    expect(toRequest(JOBS, draft({ year: 2025, repairs: "r1", nonsense: 1 }))).toEqual({
      request: { job: "weather", year: 2025, unit: "F" },
    })
  })

  test("says of each field what is wrong with it", () => {
    const values = { year: "1900", unit: "F", share: "half", isQuick: "", stations: "[" }
    const typed = { ...draft({}), values, tolerate: { objects: "101%", records: "" } }
    expect(toRequest(JOBS, typed)).toEqual({
      faults: {
        year: { kind: "tooSmall", limit: 1929 },
        share: { kind: "notNumber" },
        stations: { kind: "notJson" },
        "tolerate.objects": { kind: "notTolerance" },
      },
    })
  })

  test.each([
    ["", { kind: "missing" }],
    ["20 25", { kind: "notWhole" }],
    ["2025.5", { kind: "notWhole" }],
    ["2101", { kind: "tooLarge", limit: 2100 }],
  ])("does not take %j for a year", (year, fault) => {
    expect(toRequest(JOBS, { ...draft({}), values: { year } })).toEqual({ faults: { year: fault } })
  })

  test.each(["2026-13-01", "22.11.2026"])("does not take %j for a day", (day) => {
    expect(toRequest(JOBS, readDraft(JOBS, "logs", JSON.stringify({ day })))).toEqual({
      faults: { day: { kind: "notDate" } },
    })
  })
})

test.each([
  ["5", 5],
  [" 0 ", 0],
  ["2.5%", "2.5%"],
  ["100%", "100%"],
  ["", undefined],
])("a tolerance may be %j", (typed, value) => {
  expect(checkTolerance(typed)).toEqual({ value })
})

test.each(["-1", "1.5", "2.5", "100.1%", "5 %", "all"])("a tolerance may not be %j", (typed) => {
  expect(checkTolerance(typed)).toEqual({ fault: { kind: "notTolerance" } })
})
