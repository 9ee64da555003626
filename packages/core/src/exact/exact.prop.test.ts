import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addFloat, fromUnits, makeFloatSum, totalUnits, toUnits } from "./float-sum.ts"
import { decimalOf, makeIntegerSums, meanOf } from "./integer-sum.ts"

/** Doubles of every size: subnormal, small, huge, and such that nearly cancel. */
const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1e3, max: 1e3 }),
  fc.constantFrom(
    0,
    -0,
    Number.MIN_VALUE,
    -Number.MIN_VALUE,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    2 ** 53,
    0.1,
    1e16,
  ),
  fc.constantFrom(
    2.225073858507201e-308,
    2.2250738585072014e-308,
    2 ** 970,
    2 ** 900,
    -(2 ** 900),
    1 + Number.EPSILON,
  ),
)

/** A double as numerator of 2^-1074, by arithmetic on doubles alone: doubling is exact until there is no fraction. */
function numerator(value: number): bigint {
  let left = value
  let shift = 0
  while (!Number.isInteger(left)) {
    left *= 2
    shift++
  }
  return BigInt(left) * 2n ** BigInt(1074 - shift)
}

/** The nearest double of numerator/2^1074 by bisection over all doubles, ties to the even one. */
function nearest(units: bigint): number {
  const size = units < 0n ? -units : units
  const bits = new BigUint64Array(1)
  const asDouble = new Float64Array(bits.buffer)
  const at = (pattern: bigint) => {
    bits[0] = pattern
    return asDouble[0]!
  }
  let low = 0n
  let high = 0x7fefffffffffffffn
  while (low < high) {
    const middle = (low + high + 1n) / 2n
    if (numerator(at(middle)) <= size) low = middle
    else high = middle - 1n
  }
  const below = numerator(at(low))
  const above = low === 0x7fefffffffffffffn ? 2n ** 2098n : numerator(at(low + 1n))
  const twice = 2n * size - below - above
  const pattern = twice > 0n || (twice === 0n && low % 2n === 1n) ? low + 1n : low
  return units < 0n ? -at(pattern) : at(pattern)
}

describe("sums of doubles", () => {
  test("turn any double into units and back", () => {
    fc.assert(
      fc.property(double, (value) => {
        expect(toUnits(value)).toBe(numerator(value))
        expect(fromUnits(toUnits(value))).toBe(value === 0 ? 0 : value)
      }),
      { numRuns: 500 },
    )
  })

  test("are exact and rounded once, in any order and any split", () => {
    fc.assert(
      fc.property(fc.array(double, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (values, choices) => {
        const exact = values.reduce((sum, value) => sum + numerator(value), 0n)
        const parts = [makeFloatSum(), makeFloatSum(), makeFloatSum()]
        const left = [...values]
        while (left.length > 0) {
          const [value] = left.splice(choices.next().value! % left.length, 1)
          addFloat(parts[choices.next().value! % 3]!, value!)
        }
        const total = parts.reduce((sum, part) => sum + totalUnits(part), 0n)
        expect(total).toBe(exact)
        expect(fromUnits(total)).toBe(nearest(exact))
      }),
      { numRuns: 300 },
    )
  })

  test("round halves to even and overflow to infinity", () => {
    const of = (...values: number[]) => fromUnits(values.reduce((sum, value) => sum + toUnits(value), 0n))
    expect(of(2 ** 53, 1)).toBe(2 ** 53)
    expect(of(2 ** 53, 1, Number.MIN_VALUE)).toBe(2 ** 53 + 2)
    expect(of(2 ** 53 + 2, 1)).toBe(2 ** 53 + 4)
    expect(of(Number.MAX_VALUE, Number.MAX_VALUE)).toBe(Number.POSITIVE_INFINITY)
    expect(of(-Number.MAX_VALUE, -Number.MAX_VALUE)).toBe(Number.NEGATIVE_INFINITY)
    expect(of(Number.MAX_VALUE, 2 ** 969)).toBe(Number.MAX_VALUE)
    expect(of(Number.MAX_VALUE, 2 ** 970)).toBe(Number.POSITIVE_INFINITY)
    expect(of(Number.MIN_VALUE, Number.MIN_VALUE)).toBe(2 * Number.MIN_VALUE)
    expect(of(Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE)).toBe(Number.MAX_VALUE)
  })

  test("do not grow with what is added", () => {
    const sum = makeFloatSum()
    for (let index = 0; index < 20_000; index++) addFloat(sum, Math.sin(index) * 10 ** (index % 300))
    expect(sum.parts.length).toBeLessThanOrEqual(41)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("refuse %d", (value) => {
    expect(() => addFloat(makeFloatSum(), value)).toThrow(`${value} cannot be summed exactly`)
  })
})

describe("sums of integers", () => {
  const integer = fc.oneof(
    fc.integer({ min: -(10 ** 15), max: 10 ** 15 }).map(Math.trunc),
    fc.constantFrom(10 ** 15, -(10 ** 15), 10 ** 15 - 1, 0, 1, -1),
    fc.maxSafeNat().map((value) => value % 10 ** 15),
  )

  test("agree with BigInt in every group, one at a time and many at once, far beyond 2^53", () => {
    const added = fc.array(fc.tuple(fc.nat(40), fc.option(integer, { nil: Number.NaN, freq: 6 })), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(added, fc.boolean(), (entries, isMany) => {
        const sums = makeIntegerSums()
        sums.reserve(41)
        const counts = new Float64Array(41)
        const groups = Int32Array.from(entries, ([group]) => group % (isMany ? 2 : 41))
        const values = Float64Array.from(entries, ([, value]) => value)
        const rows = Int32Array.from(entries, (_, index) => index)
        sums.addAll(groups, values, rows, entries.length, counts)
        for (const [index, value] of values.entries())
          if (!Number.isNaN(value)) sums.add(groups[index]!, value)
        for (let group = 0; group < 41; group++) {
          const own = [...values].filter((value, index) => groups[index] === group && !Number.isNaN(value))
          expect(sums.total(group)).toBe(own.reduce((sum, value) => sum + 2n * BigInt(value), 0n))
          expect(counts[group]).toBe(own.length)
        }
        sums.reset(0)
        expect(sums.total(0)).toBe(0n)
      }),
      { numRuns: 300 },
    )
  })

  test("stay exact where doubles would round", () => {
    const largest = 10 ** 15 - 1
    for (const sign of [1, -1]) {
      const [one, many] = [makeIntegerSums(), makeIntegerSums()]
      for (let index = 0; index < 101; index++) one.add(0, sign * largest)
      const counts = new Float64Array(1)
      many.addAll(new Int32Array(101), Float64Array.of(sign * largest), new Int32Array(101), 101, counts)
      const exact = BigInt(sign) * 101n * BigInt(largest)
      expect([one.total(0), many.total(0), counts[0]]).toEqual([exact, exact, 101])
    }
  })

  test("keep what they hold when room is made", () => {
    const sums = makeIntegerSums()
    sums.add(3, 7)
    sums.reserve(5_000)
    sums.add(4_999, 10 ** 15)
    expect([sums.total(3), sums.total(4_999), sums.total(100)]).toEqual([7n, 10n ** 15n, 0n])
  })

  test("divide by the power of ten first, then by the count", () => {
    expect(meanOf(6_763_487n, 1, 8_743)).toBe(6_763_487 / 10 / 8_743)
    expect(decimalOf(9_007_199_254_740_993n, 0)).toBe(9_007_199_254_740_992)
    expect(decimalOf(-123n, 2)).toBe(-1.23)
  })
})
