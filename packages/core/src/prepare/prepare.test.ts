import { describe, expect, test } from "vitest"
import * as z from "zod"
import type { Job } from "../job/job.ts"
import { prepareRun } from "./prepare.ts"

const weather = {
  name: "weather",
  version: 3,
  params: z.object({ year: z.int().min(1929).max(2100), unit: z.enum(["F", "C"]).default("F") }),
  input: ({ year }) => ({ prefix: `${year}/`, suffix: ".csv" }),
} as Partial<Job> as Job
const logs = { ...weather, name: "logs", params: z.object({ day: z.string() }) } as Job

const prepare = (request: unknown) => prepareRun([weather, logs], { run: "run-1", request })
const refusal = (request: unknown) => {
  try {
    return JSON.stringify(prepare(request))
  } catch (error) {
    expect(error).toMatchObject({ name: "InvalidRunInput" })
    return (error as Error).message
  }
}

describe("prepareRun", () => {
  test("takes the first job and its defaults where only params are given", () => {
    expect(prepare({ year: 2025 })).toEqual({
      run: "run-1",
      job: "weather",
      jobVersion: 3,
      params: { year: 2025, unit: "F" },
      prefix: "2025/",
      suffix: ".csv",
      reader: "listed",
      tolerate: { objects: { count: 0, percent: 0 }, records: { count: 0, percent: 0 } },
      settings: { batchObjects: 500, batchInputBytes: 200_000, concurrency: 500 },
      only: null,
      again: null,
    })
  })

  test("takes everything in full", () => {
    const prepared = prepare({
      unit: "C",
      job: "weather",
      year: 2024,
      tolerate: { objects: "2.5%", records: 7 },
      settings: { batchObjects: 9 },
      only: ["2024/b.csv", "2024/a.csv", "2024/b.csv"],
    })
    expect(prepared).toMatchObject({
      reader: "items",
      tolerate: { objects: { percent: 2.5 }, records: { count: 7, percent: 100 } },
      settings: { batchObjects: 9, batchInputBytes: 200_000, concurrency: 500 },
      only: ["2024/b.csv", "2024/a.csv"],
    })
    expect(JSON.stringify(prepared.params)).toBe('{"year":2024,"unit":"C"}')
  })

  test("names the jobs there are where there is none of that name", () => {
    expect(refusal({ job: "wether", year: 2025 })).toContain(
      'there is no job "wether"; there are weather, logs',
    )
  })

  test.each([
    [{ year: "abc" }, '"year" is "abc": expected number, received string'],
    [{ year: 2025.5 }, '"year" is 2025.5: expected int, received number'],
    [{ year: 12 }, '"year" is 12: Too small: expected number to be >=1929'],
    [{ year: null }, '"year" is null: expected number, received null'],
    [{}, '"year" is missing: expected number, received undefined'],
    [{ year: 2025, unit: "K" }, '"unit" is "K": Invalid option: expected one of "F"|"C"'],
    [
      { year: 2025, yeer: 1 },
      'there is no field "yeer"; the fields are year, unit, job, tolerate, settings, only',
    ],
    [{ year: 2025, settings: { batch: 1 } }, 'there is no field "settings.batch"'],
    [{ year: 2025, settings: { concurrency: 0 } }, '"settings.concurrency" is 0: Too small'],
    [
      { year: 2025, tolerate: { objects: "a lot" } },
      '"tolerate.objects" is "a lot": a tolerance is a whole number (5) or a percentage ("2.5%")',
    ],
    [{ year: 2025, tolerate: { objects: "101%" } }, '"tolerate.objects" is "101%"'],
    [
      { year: 2025, tolerate: { objects: true } },
      '"tolerate.objects" is true: expected number, received boolean, or expected string',
    ],
    [{ year: 2025, only: [] }, '"only" is []: Too small'],
    [{ year: 2025, only: ["2025/a.csv", ""] }, '"only.1" is "": Too small'],
    [{ year: 2025, job: 5 }, '"job" is 5: expected string, received number'],
    [JSON.parse('{"year":2025,"__proto__":{"job":"logs"}}'), 'there is no field "__proto__"'],
    [{ year: 2025, constructor: 1 }, 'there is no field "constructor"'],
    [null, "it is null and must be an object"],
    [undefined, "it is undefined and must be an object"],
    [[2025], "it is [2025] and must be an object"],
    ["2025", 'it is "2025" and must be an object'],
  ])("refuses %j and says why", (request, message) => {
    expect(refusal(request)).toContain(message)
  })

  test.each(["repairs", "reduces"] as const)("says which run it %s", (kind) => {
    expect(prepare({ year: 2025, [kind]: "run-0" })).toMatchObject({
      again: { kind, run: "run-0" },
      params: { year: 2025 },
    })
  })

  test("refuses to repair and to reduce at once, and what is no run's name", () => {
    expect(refusal({ year: 2025, repairs: "a", reduces: "b" })).toContain(
      '"repairs" is "a" and "reduces" is "b": a run does one of the two; leave one out',
    )
    for (const name of ["", "a/b", "a b", "x".repeat(81)])
      expect(refusal({ year: 2025, repairs: name })).toContain('"repairs" is ')
  })

  test("names every fault at once, and shows little of a large value", () => {
    const message = refusal({ year: "x".repeat(10_000), unit: 1 })
    expect(message).toMatch(/"year" is "x{199}….*; "unit" is 1/)
  })

  test("refuses keys that are no objects of the job, and names twenty of them", () => {
    const only = Array.from({ length: 23 }, (_, at) => `2024/${at}.csv`)
    expect(refusal({ year: 2025, only: ["2025/a.csv", ...only] })).toMatch(
      /begin with "2025\/" and end in ".csv": "2024\/0.csv", .*"2024\/19.csv" and 3 more$/,
    )
    expect(refusal({ year: 2025, only: ["2025/a.json"] })).toContain('"2025/a.json"')
  })

  test("says that the job is at fault where its own function throws", () => {
    const input = () => {
      throw new RangeError("no such year")
    }
    const jobs = [{ ...weather, input } as unknown as Job]
    expect(() => prepareRun(jobs, { run: "run-1", request: { year: 2025 } })).toThrow(
      /^job "weather": its input function failed: RangeError: no such year \(prepare\.test\.ts:\d+\)$/,
    )
  })
})
