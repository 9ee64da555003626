import { addFloat, type FloatSum, fromUnits, makeFloatSum, totalUnits } from "../exact/float-sum.ts"
import { decimalOf, makeIntegerSums, meanOf } from "../exact/integer-sum.ts"
import { grown } from "./growing.ts"
import type { Accumulator, Measure, Scales } from "./measure.ts"

/**
 * An exact sum and how many values are in it; nulls are not.
 *
 * With a scale, `sum` is an integer of the last place (`"6763487"` with scale 1 is 676348.7); with null, of 2^-1074.
 */
export type SumState = { readonly scale: number | null; readonly sum: string; readonly count: number }

type Reads<Field extends string> = { readonly [F in Field]: number | null }

const EMPTY: SumState = { scale: null, sum: "0", count: 0 }

/** The sum; 0 where there is no value. Exact, rounded once. */
export function sum<Field extends string>(field: Field): Measure<Reads<Field>, SumState, number> {
  return { ...summing(field), finish: sumOf }
}

/** The sum divided by the number of values; null where there is none. */
export function mean<Field extends string>(field: Field): Measure<Reads<Field>, SumState, number | null> {
  return {
    ...summing(field),
    finish: (state) => {
      if (state.count === 0) return null
      return state.scale === null
        ? sumOf(state) / state.count
        : meanOf(BigInt(state.sum), state.scale, state.count)
    },
  }
}

function sumOf(state: SumState): number {
  return state.scale === null ? fromUnits(BigInt(state.sum)) : decimalOf(BigInt(state.sum), state.scale)
}

function summing<Field extends string>(field: Field): Omit<Measure<Reads<Field>, SumState, never>, "finish"> {
  return {
    reads: [field],
    empty: () => EMPTY,
    add: (state, record, scales) => {
      const value = record[field]
      return value === null ? state : merge(state, stateOf(value, scales[field]))
    },
    merge,
    accumulate: (vectors, scales) => {
      const vector = vectors[field]!
      return vector.kind === "number"
        ? accumulateDecimals(vector.numbers, vector.scale)
        : accumulateNumbers((row) => vector.value(row) as number | null, field, scales)
    },
  }
}

function merge(left: SumState, right: SumState): SumState {
  if (left.count === 0) return right
  if (right.count === 0) return left
  if (left.scale !== right.scale) {
    throw new RangeError(`sums of different scales do not merge: ${left.scale} and ${right.scale}`)
  }
  const total = BigInt(left.sum) + BigInt(right.sum)
  return { scale: left.scale, sum: String(total), count: left.count + right.count }
}

function stateOf(value: number, scale: number | undefined): SumState {
  if (scale !== undefined) return { scale, sum: String(BigInt(Math.round(value * 10 ** scale))), count: 1 }
  const single = makeFloatSum()
  addFloat(single, value)
  return { scale: null, sum: String(totalUnits(single)), count: 1 }
}

function accumulateDecimals(numbers: Float64Array, scale: number): Accumulator {
  const sums = makeIntegerSums()
  let counts = new Float64Array(16)
  return {
    reserve: (groups) => {
      sums.reserve(groups)
      counts = grown(counts, groups)
    },
    add: (groups, rows, length) => sums.addAll(groups, numbers, rows, length, counts),
    state: (group) =>
      counts[group] === 0 ? EMPTY : { scale, sum: String(sums.total(group)), count: counts[group]! },
    reset: (group) => {
      sums.reset(group)
      counts[group] = 0
    },
  }
}

/** Numbers that a derivation made: any double, so an expansion a group. */
function accumulateNumbers(
  valueAt: (row: number) => number | null,
  field: string,
  scales: Scales,
): Accumulator {
  const sums: (FloatSum | undefined)[] = []
  let counts = new Float64Array(16)
  if (scales[field] !== undefined)
    throw new RangeError(`field "${field}" has a scale but no column of numbers`)
  return {
    reserve: (groups) => {
      counts = grown(counts, groups)
    },
    add: (groups, rows, length) => {
      for (let index = 0; index < length; index++) {
        const value = valueAt(rows[index]!)
        if (value === null) continue
        const group = groups[index]!
        sums[group] ??= makeFloatSum()
        addFloat(sums[group], value)
        counts[group] = counts[group]! + 1
      }
    },
    state: (group) => {
      const sum = sums[group]
      return sum === undefined ? EMPTY : { scale: null, sum: String(totalUnits(sum)), count: counts[group]! }
    },
    reset: (group) => {
      sums[group] = undefined
      counts[group] = 0
    },
  }
}
