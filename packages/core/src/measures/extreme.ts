import type { Vector } from "../vectors/vector.ts"
import { type Cell, compareCells, toCell } from "./compare.ts"
import { grown } from "./growing.ts"
import type { Accumulator, Measure } from "./measure.ts"

type Reads<Field extends string> = { readonly [F in Field]: Cell }

/** Numbers give a number; texts and days a text. */
type Extreme = Measure<Record<string, Cell>, Cell, Cell>

/** The smallest value; null where there is none. Texts and days are compared by UTF-16 units. */
export function min<Field extends string>(field: Field): Measure<Reads<Field>, Cell, Cell> {
  return extreme(field, -1)
}

/** The largest value; null where there is none. */
export function max<Field extends string>(field: Field): Measure<Reads<Field>, Cell, Cell> {
  return extreme(field, 1)
}

/** `sign` is 1 for the largest, -1 for the smallest. */
function extreme(field: string, sign: 1 | -1): Extreme {
  const better = (left: Cell, right: Cell) => {
    if (left === null) return right
    if (right === null) return left
    return compareCells(right, left) * sign > 0 ? right : left
  }
  return {
    reads: [field],
    empty: () => null,
    add: (state, record) => better(state, toCell(record[field])),
    merge: better,
    finish: (state) => state,
    accumulate: (vectors) => {
      const vector = vectors[field]!
      return vector.kind === "number"
        ? accumulateNumbers(vector.numbers, vector.scale, sign)
        : accumulateCells(vector, better)
    },
  }
}

function accumulateNumbers(numbers: Float64Array, scale: number, sign: 1 | -1): Accumulator {
  let best = new Float64Array(16).fill(Number.NaN)
  const power = 10 ** scale
  return {
    reserve: (groups) => {
      best = grown(best, groups, Number.NaN)
    },
    add: (groups, rows, length) => {
      for (let index = 0; index < length; index++) {
        const value = numbers[rows[index]!]!
        const group = groups[index]!
        const held = best[group]!
        // NaN compares false: a null value changes nothing, and any value replaces a null.
        if ((value - held) * sign > 0 || (Number.isNaN(held) && !Number.isNaN(value))) best[group] = value
      }
    },
    state: (group) => (Number.isNaN(best[group]) ? null : best[group]! / power),
    reset: (group) => {
      best[group] = Number.NaN
    },
  }
}

function accumulateCells(vector: Vector, better: (left: Cell, right: Cell) => Cell): Accumulator {
  const best: Cell[] = []
  return {
    reserve: () => {},
    add: (groups, rows, length) => {
      for (let index = 0; index < length; index++) {
        const group = groups[index]!
        best[group] = better(best[group] ?? null, toCell(vector.value(rows[index]!)))
      }
    },
    state: (group) => best[group] ?? null,
    reset: (group) => {
      best[group] = null
    },
  }
}
