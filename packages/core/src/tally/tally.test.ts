import fc from "fast-check"
import { describe, expect, test } from "vitest"
import * as z from "zod"
import { fromColumn } from "../columns/column.ts"
import { day } from "../columns/day.ts"
import { decimal } from "../columns/decimal.ts"
import { text } from "../columns/text.ts"
import { makeCsvReader } from "../csv/csv-reader.ts"
import { makeSource } from "../csv/read-all.fixture.ts"
import { compileDecoder } from "../decode/compile-decoder.ts"
import { defineJob, fieldsOf } from "../job/define-job.ts"
import { csv } from "../job/format.ts"
import type { Job } from "../job/job.ts"
import { argMax } from "../measures/arg-extreme.ts"
import { count } from "../measures/count.ts"
import { max, min } from "../measures/extreme.ts"
import type { Measure } from "../measures/measure.ts"
import { mean, sum } from "../measures/sum.ts"
import { BLOCK_ROWS, type RowBlock } from "../rows/row-block.ts"
import { makeTallyBuilder } from "./tally-builder.ts"
import { TallyFile } from "./tally-file.ts"
import { makeTallyFold } from "./tally-fold.ts"

const record = z.object({
  date: day({ column: "date", missing: [""] }),
  name: text({ column: "name", missing: ["-"] }),
  temp: decimal({ column: "temp", scale: 1, missing: ["999.9"] }),
  ratio: fromColumn("ratio", z.string().transform(Number)),
})
const params = z.object({ year: z.int() })
const of = fieldsOf(record, params)
const common = {
  name: "weather",
  version: 3,
  title: "Weather",
  params,
  record,
  input: () => ({ prefix: "", suffix: "" }),
  format: csv(),
  row: (group: object) => group as Record<string, never>,
}

/** The length of the longest text: a measure as a user writes one. */
const longest: Measure<{ readonly name: string | null }, string, number> = {
  reads: ["name"],
  empty: () => "",
  add: (state, { name }) => (name !== null && name.length > state.length ? name : state),
  merge: (left, right) =>
    right.length > left.length || (right.length === left.length && right < left) ? right : left,
  finish: (state) => state.length,
}

const byMonth = defineJob({
  ...common,
  filter: of("date", (date, { year }) => date === null || date.startsWith(String(year))),
  derive: { month: of("date", (date) => date?.slice(0, 7) ?? null) },
  key: ["month"],
  measures: {
    n: count(),
    mean: mean("temp"),
    low: min("temp"),
    top: argMax("temp", ["name", "date"]),
    ratio: sum("ratio"),
  },
})

/** `date,name,temp,ratio` lines. */
function blockOf(decoder: ReturnType<typeof compileDecoder>, lines: readonly string[]): RowBlock {
  const reader = makeCsvReader(decoder.columns)
  reader.open(makeSource(new TextEncoder().encode(["date,name,temp,ratio", ...lines, ""].join("\n"))))
  const block = reader.next()
  if (block === null || block instanceof Promise) throw new Error("no rows")
  return block
}

function makeBuilder(job: Job, year = 2025) {
  const decoder = compileDecoder(job.record, BLOCK_ROWS)
  const builder = makeTallyBuilder(job, decoder.vectors, BLOCK_ROWS, { year })
  return {
    ...builder,
    addLines(lines: readonly string[], isSound = false) {
      const decoded = decoder.decode(blockOf(decoder, lines))
      expect(decoded.rejected).toEqual([])
      return builder.add(decoded.rows, decoded.length, isSound)
    },
    groups: () => TallyFile.parse(JSON.parse(JSON.stringify(builder.toFile()))).partitions[0]!.groups,
  }
}

/** The rows of a job over some lines, each list of lines a batch of its own. */
function resultOf(job: Job, ...batches: readonly (readonly string[])[]) {
  const fold = makeTallyFold(job)
  for (const lines of batches) {
    const builder = makeBuilder(job)
    builder.addLines(lines, true)
    builder.commit()
    fold.add(JSON.parse(JSON.stringify(builder.toFile())))
  }
  return fold.rows()
}

describe("the tally builder", () => {
  test("filters, groups and measures", () => {
    const builder = makeBuilder(byMonth)
    const added = builder.addLines([
      "2025-01-02,A,10.0,1",
      "2025-01-03,B,20.5,0.5",
      "2024-12-31,C,99.0,1",
      "2025-02-01,-,999.9,1",
    ])
    expect(added).toEqual({ kept: 3, filtered: 1 })
    builder.commit()
    const fold = makeTallyFold(byMonth)
    fold.add(builder.toFile())
    expect(fold.rows()).toEqual([
      { month: "2025-01", n: 2, mean: 15.25, low: 10, top: { name: "B", date: "2025-01-03" }, ratio: 1.5 },
      { month: "2025-02", n: 1, mean: null, low: null, top: null, ratio: 1 },
    ])
  })

  test("sorts groups by the JSON of their key, and names its job and version", () => {
    const builder = makeBuilder(byMonth)
    builder.addLines(["2025-03-01,A,1,1", "2025-01-01,A,1,1", ",A,1,1"], true)
    builder.commit()
    expect(builder.groups().map(([key]) => key)).toEqual([["2025-01"], ["2025-03"], [null]])
    expect(builder.toFile()).toMatchObject({
      format: 1,
      job: "weather",
      jobVersion: 3,
      partitions: [{ id: 0 }],
    })
  })

  test("forgets an object that is rolled back, its groups too", () => {
    const builder = makeBuilder(byMonth)
    builder.addLines(["2025-01-01,A,1,1"])
    builder.commit()
    const before = builder.groups()
    builder.addLines(["2025-01-02,B,500,0.1", "2025-07-01,B,5,1"])
    builder.addLines(["2025-08-01,C,5,1"])
    builder.rollBack()
    expect(builder.groups()).toEqual(before)
    builder.addLines(["2025-08-01,A,2,1"], true)
    builder.commit()
    expect(builder.groups().map(([key, states]) => [key, states[0]])).toEqual([
      [["2025-01"], 1],
      [["2025-08"], 1],
    ])
  })

  test("forgets what a measure that throws has begun, even of an object that is sound", () => {
    const builder = makeBuilder(byMonth)
    builder.addLines(["2025-01-01,A,1,1"], true)
    builder.commit()
    const before = builder.groups()
    expect(() => builder.addLines(["2025-01-01,A,2,2", "2025-01-01,A,3,none"], true)).toThrow(
      "NaN cannot be summed",
    )
    builder.rollBack()
    expect(builder.groups()).toEqual(before)
  })

  test("commits nothing where a user's own merge throws", () => {
    const fussy: Measure<{ readonly name: string | null }, string, string> = {
      ...longest,
      merge: (left, right) => {
        if (right === "bad") throw new Error("fussy")
        return left + right
      },
      finish: (state) => state,
    }
    const builder = makeBuilder(defineJob({ ...common, key: ["date"], measures: { fussy } }))
    builder.addLines(["2025-01-01,a,1,1", "2025-01-02,a,1,1"])
    builder.commit()
    const before = builder.groups()
    builder.addLines(["2025-01-01,longer,1,1", "2025-01-02,bad,1,1"])
    expect(() => builder.commit()).toThrow("fussy")
    builder.rollBack()
    expect(builder.groups()).toEqual(before)
  })

  test("gives the same file whether an object is added as sound or committed later, in any blocks", () => {
    const line = fc
      .tuple(
        fc.constantFrom("2025-01-01", "2025-02-28", "2024-01-01", ""),
        fc.constantFrom("A", "B", "-"),
        fc.integer({ min: -99, max: 99 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      )
      .map(([date, name, tenths, ratio]) => `${date},${name},${(tenths / 10).toFixed(1)},${ratio}`)
    const fields = { ...byMonth.measures }
    const safe: Job = {
      ...byMonth,
      measures: { n: fields.n!, mean: fields.mean!, low: fields.low!, top: fields.top! },
    }
    fc.assert(
      fc.property(
        fc.array(fc.array(line, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        (objects, sound) => {
          for (const job of [byMonth, safe]) {
            const whole = makeBuilder(job)
            whole.addLines(objects.flat(), true)
            whole.commit()
            const parts = makeBuilder(job)
            for (const [index, lines] of objects.entries()) {
              parts.addLines(["2025-01-01,Z,99.0,1e300"])
              parts.rollBack()
              parts.addLines(lines, sound[index]!)
              parts.commit()
            }
            expect(parts.groups()).toEqual(whole.groups())
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe("a key", () => {
  const lines = [
    "2025-01-01,__proto__,1.5,1",
    "2025-01-01,constructor,1.5,2",
    "2025-01-02,-,2,2",
    ",,2,3",
    "2025-01-02,__proto__,999.9,1",
  ]
  const counted = { ...common, measures: { n: count() } }

  test.each<[string, Job, unknown[]]>([
    [
      "a day",
      defineJob({ ...counted, key: ["date"] }),
      [
        [null, 1],
        ["2025-01-01", 2],
        ["2025-01-02", 2],
      ],
    ],
    [
      "a text",
      defineJob({ ...counted, key: ["name"] }),
      [
        [null, 1],
        ["", 1],
        ["__proto__", 2],
        ["constructor", 1],
      ],
    ],
    [
      "a number",
      defineJob({ ...counted, key: ["temp"] }),
      [
        [null, 1],
        [1.5, 2],
        [2, 2],
      ],
    ],
    [
      "a value of a schema of its own",
      defineJob({ ...counted, key: ["ratio"] }),
      [
        [1, 2],
        [2, 2],
        [3, 1],
      ],
    ],
    [
      "two fields",
      defineJob({ ...counted, key: ["date", "temp"] }),
      [
        [null, 2, 1],
        ["2025-01-01", 1.5, 2],
        ["2025-01-02", null, 1],
        ["2025-01-02", 2, 1],
      ],
    ],
    ["none: one group of all", defineJob({ ...counted, key: [] }), [[5]]],
    [
      "derived from a whole record",
      defineJob({
        ...counted,
        derive: { warm: (each) => each.temp !== null && each.temp > 1.7 },
        key: ["warm"],
      }),
      [
        [false, 3],
        [true, 2],
      ],
    ],
    [
      "derived from one field, twice over, beside a field",
      defineJob({
        ...counted,
        derive: {
          month: of("date", (date) => date?.slice(5, 7) ?? null),
          size: of("name", (name) => name?.length ?? 0),
        },
        key: ["month", "size", "ratio"],
      }),
      [
        [null, 0, 3, 1],
        ["01", 0, 2, 1],
        ["01", 9, 1, 2],
        ["01", 11, 2, 1],
      ],
    ],
  ])("can be %s", (_, job, expected) => {
    expect(resultOf(job, lines).map((row) => Object.values(row))).toEqual(expected)
  })

  test("is refused where it is no cell", () => {
    const job = defineJob({ ...counted, derive: { odd: of("temp", () => Number.NaN) }, key: ["odd"] })
    expect(() => resultOf(job, lines)).toThrow('job "weather": key field "odd" is NaN; it must be text')
  })

  test("may have the name of an object's own property, as a measured field may", () => {
    const odd = z.object({
      constructor: fromColumn("ratio", z.string().transform(Number)),
      toString: text({ column: "name" }),
    })
    const job = defineJob({
      ...common,
      record: odd,
      key: ["toString"],
      measures: { total: sum("constructor") },
    })
    expect(resultOf({ ...job, row: (group) => ({ total: group.total as number }) }, lines)).toEqual([
      { total: 3 },
      { total: 2 },
      { total: 2 },
      { total: 2 },
    ])
  })
})

describe("measures in a job", () => {
  test("may be a user's own, without a way to add blocks", () => {
    const job = defineJob({ ...common, key: ["date"], measures: { longest } })
    const rows = resultOf(
      job,
      ["2025-01-01,abc,1,1", "2025-01-02,a,1,1"],
      ["2025-01-01,abcde,1,1", "2025-01-01,-,1,1"],
    )
    expect(rows).toEqual([
      { date: "2025-01-01", longest: 5 },
      { date: "2025-01-02", longest: 1 },
    ])
  })

  test("read derived fields", () => {
    const job = defineJob({
      ...common,
      derive: { half: (each) => (each.temp === null ? null : each.temp / 2) },
      key: [],
      measures: { most: max("half") },
    })
    expect(resultOf(job, ["2025-01-01,a,3.5,1", "2025-01-01,a,999.9,1"])).toEqual([{ most: 1.75 }])
  })
})

describe("the tally fold", () => {
  const line = fc
    .tuple(
      fc.constantFrom("2025-01-01", "2025-01-02", "2025-02-01"),
      fc.constantFrom("A", "B"),
      fc.constantFrom("1.5", "2.0", "999.9", "-3"),
      fc.constantFrom("0.1", "0.2", "1e16", "-1e16"),
    )
    .map((fields) => fields.join(","))

  test("gives the same rows for any split into batches, in any order", () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.infiniteStream(fc.nat(3)),
        fc.boolean(),
        (lines, choices, isReversed) => {
          const batches: string[][] = [[], [], [], []]
          for (const each of lines) batches[choices.next().value!]!.push(each)
          const filled = batches.filter((batch) => batch.length > 0)
          const rows = resultOf(byMonth, ...(isReversed ? filled.reverse() : filled))
          expect(JSON.stringify(rows)).toBe(JSON.stringify(resultOf(byMonth, lines)))
        },
      ),
      { numRuns: 60 },
    )
  })

  test.each([
    [
      "another version",
      { jobVersion: 2 },
      "a tally of weather version 2 was met in a run of weather version 3",
    ],
    ["another job", { job: "rain" }, "a tally of rain version 3 was met"],
  ])("refuses a tally of %s", (_, change, message) => {
    const tally = { ...makeBuilder(byMonth).toFile(), ...change }
    expect(() => makeTallyFold(byMonth).add(tally)).toThrow(
      expect.objectContaining({ name: "MixedVersions", message: expect.stringContaining(message) }),
    )
  })
})
