import { describe, expect, test } from "vitest"
import * as z from "zod"
import { day } from "../columns/day.ts"
import { decimal } from "../columns/decimal.ts"
import { count } from "../measures/count.ts"
import { mean } from "../measures/sum.ts"
import { defineJob, isJob } from "./define-job.ts"
import { csv } from "./format.ts"

const definition = {
  name: "weather",
  version: 1,
  title: "Weather",
  params: z.object({}),
  record: z.object({ date: day({ column: "DATE" }), temp: decimal({ column: "TEMP", scale: 1 }) }),
  input: () => ({ prefix: "", suffix: "" }),
  format: csv(),
  key: ["date"],
  measures: { n: count() },
  row: () => ({}),
}
/** What the types would not let through, as plain JavaScript could bring it. */
const define = (change: object) => () => defineJob({ ...definition, ...change } as never)

describe("defineJob", () => {
  test("fills in what a job may leave out", () => {
    expect(defineJob(definition)).toMatchObject({ name: "weather", filter: null, derive: {} })
  })

  const odd = { field: "dew", compute: () => true }
  test.each([
    [
      "a name with other characters",
      { name: "Weather!" },
      'job "Weather!": a name has 1 to 40 of a-z, 0-9 and "-", and begins with a letter',
    ],
    ["a name that is too long", { name: "a".repeat(41) }, "a name has 1 to 40"],
    [
      "a version that is no whole number",
      { version: 1.5 },
      'job "weather": version 1.5 is no whole number from 1 on',
    ],
    ["version 0", { version: 0 }, "version 0"],
    ["no record", { record: undefined }, 'job "weather": it has no "record"'],
    [
      "a param that a run's input has itself",
      { params: z.object({ only: z.string() }) },
      'param "only" is a word',
    ],
    [
      "a derived field of the record",
      { derive: { temp: () => 1 } },
      'field "temp" is derived and in the record',
    ],
    [
      "a derivation of an unknown field",
      { derive: { month: odd } },
      'derived field "month" reads field "dew", and the record has only date, temp',
    ],
    [
      "a derivation of a derived field",
      { derive: { a: () => 1, b: { ...odd, field: "a" } } },
      'derived field "b" reads field "a"',
    ],
    [
      "a filter of an unknown field",
      { filter: odd },
      'the filter reads field "dew", and the record has only date, temp',
    ],
    [
      "a key of an unknown field",
      { key: ["date", "dew"] },
      'the key reads field "dew", and there are only date, temp',
    ],
    [
      "a measure of an unknown field",
      { measures: { m: mean("dew") } },
      'measure "m" reads field "dew", and there are only date, temp',
    ],
    [
      "a measure with the name of a key field",
      { measures: { date: count() } },
      'measure "date" has the name of a key field',
    ],
  ])("complains about %s", (_, change, message) => {
    expect(define(change)).toThrow(TypeError)
    expect(define(change)).toThrow(message)
  })

  test("takes derived fields for keys and measures, and functions of whole records", () => {
    const derive = { half: () => 1 }
    expect(define({ derive, key: ["half"], measures: { m: mean("half") }, filter: () => true })).not.toThrow()
  })
})

describe("isJob", () => {
  test("knows what defineJob made, and nothing that looks like it", () => {
    const job = define({})()
    expect(isJob(job)).toBe(true)
    for (const other of [{ ...job }, null, "job", undefined, [job]]) expect(isJob(other)).toBe(false)
  })
})

describe("csv", () => {
  test.each([";", "\t", "|"])("takes %j for a delimiter", (delimiter) => {
    expect(csv({ delimiter })).toEqual({ kind: "csv", delimiter })
  })

  test.each(["", "||", '"', "\n", "\r", "é"])("refuses %j", (delimiter) => {
    expect(() => csv({ delimiter })).toThrow(
      `csv: delimiter ${JSON.stringify(delimiter)} is not one ASCII character`,
    )
  })
})
