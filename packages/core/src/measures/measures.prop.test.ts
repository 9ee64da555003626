import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { dayCode, dayText, encodeDay } from "../columns/day.ts"
import { fromUnits, toUnits } from "../exact/float-sum.ts"
import type { AnyMeasure } from "../job/job.ts"
import type { Vector } from "../vectors/vector.ts"
import { argMax, argMin } from "./arg-extreme.ts"
import { type Cell, compareCellLists, compareCells } from "./compare.ts"
import { count } from "./count.ts"
import { countWhere } from "./count-where.ts"
import { max, min } from "./extreme.ts"
import { mean, sum } from "./sum.ts"

type Row = {
  readonly tenths: number | null
  readonly ratio: number | null
  readonly name: string | null
  readonly date: string | null
  readonly isHot: boolean | null
}

const SCALES = { tenths: 1 }
/** Few distinct values, so that ties happen; and some that doubles cannot add. */
const integers = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(10 ** 15 - 1, -(10 ** 15) + 1, 123_456_789_012_345),
)
const row: fc.Arbitrary<Row> = fc.record({
  tenths: fc.option(
    integers.map((integer) => integer / 10),
    { freq: 5 },
  ),
  ratio: fc.option(
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0.1, 0.2, -0.3, 1e16)),
    { freq: 5 },
  ),
  name: fc.option(fc.constantFrom("", "A", "a", "B", "é", "～", "😀"), { freq: 5 }),
  date: fc.option(
    fc.nat(3).map((index) => dayText(encodeDay(2025, 1, 1 + index))),
    { freq: 5 },
  ),
  isHot: fc.option(fc.boolean(), { freq: 5 }),
})
const rows = fc.array(row, { maxLength: 30 })

function vectorsOf(all: readonly Row[]): Record<string, Vector> {
  const integer = (value: number | null) => (value === null ? Number.NaN : Math.round(value * 10))
  return {
    tenths: {
      kind: "number",
      scale: 1,
      numbers: Float64Array.from(all, ({ tenths }) => integer(tenths)),
      value: (at) => all[at]!.tenths,
    },
    ratio: { kind: "value", value: (at) => all[at]!.ratio },
    name: { kind: "value", value: (at) => all[at]!.name },
    date: {
      kind: "day",
      codes: Int32Array.from(all, ({ date }) => (date === null ? -1 : dayCode(date)!)),
      value: (at) => all[at]!.date,
    },
    isHot: { kind: "value", value: (at) => all[at]!.isHot },
  }
}

const measures: Record<string, AnyMeasure> = {
  "count()": count(),
  'count("tenths")': count("tenths"),
  'count("name")': count("name"),
  'countWhere("isHot")': countWhere("isHot"),
  'sum("tenths")': sum("tenths"),
  'sum("ratio")': sum("ratio"),
  'mean("tenths")': mean("tenths"),
  'mean("ratio")': mean("ratio"),
  'min("tenths")': min("tenths"),
  'max("tenths")': max("tenths"),
  'min("ratio")': min("ratio"),
  'max("name")': max("name"),
  'min("date")': min("date"),
  'argMax("tenths", ["name", "date"])': argMax("tenths", ["name", "date"]),
  'argMin("tenths", ["date"])': argMin("tenths", ["date"]),
  'argMax("ratio", ["tenths", "name"])': argMax("ratio", ["tenths", "name"]),
  'argMin("date", ["ratio", "name"])': argMin("date", ["ratio", "name"]),
  'argMax("name", ["tenths"])': argMax("name", ["tenths"]),
} as Record<string, never>

/** A state as another batch would get it. */
const sent = (state: unknown) => JSON.parse(JSON.stringify(state))
const addAll = (measure: AnyMeasure, all: readonly Row[]) =>
  all.reduce((state, each) => measure.add(state, each, SCALES), measure.empty())

describe.each(Object.entries(measures))("%s", (_, measure) => {
  test("accumulates blocks to the states that adding record by record gives", () => {
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.nat(40), { minLength: 30, maxLength: 30 }),
        fc.nat(30),
        (all, chosen, cut) => {
          const accumulator = measure.accumulate!(vectorsOf(all), SCALES)
          const groups = Int32Array.from(all, (_, index) => chosen[index]!)
          const selected = Int32Array.from(all, (_, index) => all.length - 1 - index)
          accumulator.reserve(10)
          accumulator.reserve(41)
          accumulator.add(groups, selected, Math.min(cut, all.length))
          accumulator.add(groups.subarray(cut), selected.subarray(cut), Math.max(0, all.length - cut))
          for (let group = 0; group < 41; group++) {
            const own = [...selected].filter((_, index) => groups[index] === group).map((at) => all[at]!)
            expect(sent(accumulator.state(group))).toEqual(sent(addAll(measure, own)))
            accumulator.reset(group)
            expect(sent(accumulator.state(group))).toEqual(sent(measure.empty()))
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test("merges associatively and commutatively, with empty as the neutral element", () => {
    fc.assert(
      fc.property(rows, rows, rows, (first, second, third) => {
        const [a, b, c] = [first, second, third].map((all) => sent(addAll(measure, all)))
        const merge = (left: unknown, right: unknown) => sent(measure.merge(left, right))
        const whole = sent(addAll(measure, [...third, ...first, ...second]))
        expect(merge(merge(a, b), c)).toEqual(whole)
        expect(merge(a, merge(b, c))).toEqual(whole)
        expect(merge(b, a)).toEqual(merge(a, b))
        expect(merge(a, measure.empty())).toEqual(a)
        expect(merge(measure.empty(), a)).toEqual(a)
        expect(JSON.stringify(measure.finish(whole))).toBe(
          JSON.stringify(measure.finish(addAll(measure, [...first, ...second, ...third]))),
        )
      }),
      { numRuns: 60 },
    )
  })
})

describe("the measures agree with a plain computation", () => {
  const present = <T>(values: readonly (T | null)[]) => values.filter((value) => value !== null)
  const finish = (measure: AnyMeasure, all: readonly Row[]) => measure.finish(addAll(measure, all))

  test("sums and means", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const tenths = present(all.map((each) => each.tenths))
        const integer = tenths.reduce((total, value) => total + BigInt(Math.round(value * 10)), 0n)
        const ratios = present(all.map((each) => each.ratio))
        const exact = fromUnits(ratios.reduce((total, value) => total + toUnits(value), 0n))
        expect(finish(sum("tenths") as never, all)).toBe(Number(integer) / 10)
        expect(finish(mean("tenths") as never, all)).toBe(
          tenths.length === 0 ? null : Number(integer) / 10 / tenths.length,
        )
        expect(finish(sum("ratio") as never, all)).toBe(exact)
        expect(finish(mean("ratio") as never, all)).toBe(ratios.length === 0 ? null : exact / ratios.length)
        expect(finish(count() as never, all)).toBe(all.length)
      }),
      { numRuns: 200 },
    )
  })

  test("counts of all, of what is not null, and of what is true", () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(finish(count(), all)).toBe(all.length)
        expect(finish(count("tenths") as never, all)).toBe(present(all.map((each) => each.tenths)).length)
        expect(finish(count("name") as never, all)).toBe(present(all.map((each) => each.name)).length)
        expect(finish(countWhere("isHot") as never, all)).toBe(all.filter(({ isHot }) => isHot).length)
      }),
    )
  })

  test("extremes, and the record behind them by the rule for ties", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const names = present(all.map((each) => each.name)).sort((left, right) =>
          left < right ? -1 : left > right ? 1 : 0,
        )
        expect(finish(min("name") as never, all)).toBe(names[0] ?? null)
        expect(finish(max("name") as never, all)).toBe(names.at(-1) ?? null)
        const hottest = Math.max(...present(all.map((each) => each.tenths)))
        const best = all
          .filter((each) => each.tenths === hottest)
          .map(({ date, name }) => ({ date, name }))
          .sort((left, right) => compareCellLists([left.date, left.name], [right.date, right.name]))
        expect(finish(argMax("tenths", ["date", "name"]) as never, all)).toEqual(best[0] ?? null)
      }),
      { numRuns: 200 },
    )
  })
})

describe("compareCells", () => {
  const cell: fc.Arbitrary<Cell> = fc.oneof(
    fc.constantFrom(null, false, true, 0, -1, 1.5, "", "a", "B", "～", "😀"),
  )

  test("is a total order", () => {
    fc.assert(
      fc.property(cell, cell, cell, (a, b, c) => {
        expect(Math.sign(compareCells(a, b))).toBe(0 - Math.sign(compareCells(b, a)))
        expect(compareCells(a, b) === 0).toBe(a === b)
        if (compareCells(a, b) <= 0 && compareCells(b, c) <= 0)
          expect(compareCells(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })

  test("puts null first, then false, true, numbers and texts", () => {
    const ordered: Cell[] = [null, false, true, -1, 0, 2, "", "B", "a", "é"]
    expect([...ordered].reverse().sort(compareCells)).toEqual(ordered)
  })
})

describe("numbers without an order or without JSON", () => {
  const record = (value: number) => ({ ratio: value, name: "A" })
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("are refused: %d", (value) => {
    const vectors = {
      ratio: { kind: "value", value: () => value },
      name: { kind: "value", value: () => "A" },
    } as const
    for (const measure of [
      sum("ratio"),
      mean("ratio"),
      min("ratio"),
      max("ratio"),
      argMax("ratio", ["name"]),
      argMin("name", ["ratio"]),
    ] as AnyMeasure[]) {
      expect(() => measure.add(measure.empty(), record(value), {})).toThrow(RangeError)
      const accumulator = measure.accumulate!(vectors, {})
      accumulator.reserve(1)
      expect(() => accumulator.add(Int32Array.of(0), Int32Array.of(0), 1)).toThrow(RangeError)
    }
  })

  test("does not merge sums of different scales", () => {
    const measure = sum("x")
    const [one, two] = [1, 2].map((scale) => ({ scale, sum: "1", count: 1 }))
    expect(() => measure.merge(one!, two!)).toThrow("sums of different scales do not merge: 1 and 2")
  })
})
