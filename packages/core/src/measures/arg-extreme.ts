import type { Vector } from "../vectors/vector.ts"
import { type Cell, compareCellLists, compareCells, toCell } from "./compare.ts"
import { grown } from "./growing.ts"
import type { Accumulator, Measure } from "./measure.ts"

/** The best value so far and what was kept of its record. */
export type ArgState = { readonly value: Cell; readonly kept: readonly Cell[] } | null

type Reads<Name extends string> = { readonly [F in Name]: Cell }
// NoInfer below: else the job that a measure is written into would lend its fields to `Keep`, and hide a misspelt one.
type Kept<Name extends string> = { readonly [F in Name]: Cell }
type ArgExtreme = Measure<Record<string, Cell>, ArgState, Record<string, Cell> | null> & Keeps<string>
/** Which fields it keeps: by them a job's `row` knows the types of what was kept. */
export type Keeps<Name extends string> = { readonly keeps: readonly Name[] }
type ArgMeasure<Field extends string, Keep extends string> = Measure<
  NoInfer<Reads<Field | Keep>>,
  ArgState,
  Kept<Keep> | null
> &
  Keeps<Keep>

/**
 * The fields `keep` of the record in which `field` is largest; null where `field` is always null.
 *
 * Ties go to the record whose kept fields come first, compared in the order of `keep`: with
 * `argMax("temp", ["station", "date"])` to the lowest station, then the earliest date.
 */
export function argMax<Field extends string, Keep extends string>(
  field: Field,
  keep: readonly Keep[],
): ArgMeasure<Field, Keep> {
  return argExtreme(field, keep, 1) as ArgMeasure<Field, Keep>
}

/** The same for the record in which `field` is smallest. */
export function argMin<Field extends string, Keep extends string>(
  field: Field,
  keep: readonly Keep[],
): ArgMeasure<Field, Keep> {
  return argExtreme(field, keep, -1) as ArgMeasure<Field, Keep>
}

function argExtreme(field: string, keep: readonly string[], sign: 1 | -1): ArgExtreme {
  const better = (left: ArgState, right: ArgState): ArgState => {
    if (left === null) return right
    if (right === null) return left
    const order = compareCells(right.value, left.value) * sign
    return order > 0 || (order === 0 && compareCellLists(right.kept, left.kept) < 0) ? right : left
  }
  return {
    reads: [field, ...keep],
    keeps: keep,
    empty: () => null,
    add: (state, record) => {
      const value = toCell(record[field])
      if (value === null) return state
      return better(state, { value, kept: keep.map((name) => toCell(record[name])) })
    },
    merge: better,
    finish: (state) =>
      state && Object.fromEntries(keep.map((name, index) => [name, state.kept[index] ?? null])),
    accumulate: (vectors) => {
      const vector = vectors[field]!
      const keptVectors = keep.map((name) => vectors[name]!)
      return accumulate(vector, keptVectors, better, sign)
    },
  }
}

function accumulate(
  vector: Vector,
  keptVectors: readonly Vector[],
  better: (left: ArgState, right: ArgState) => ArgState,
  sign: 1 | -1,
): Accumulator {
  const states: ArgState[] = []
  const candidate = (row: number): ArgState => ({
    value: toCell(vector.value(row)),
    kept: keptVectors.map((kept) => toCell(kept.value(row))),
  })
  // For numbers the best integer is held beside the state: all rows but a few are turned away by one comparison.
  let best = new Float64Array(16).fill(Number.NaN)
  const addNumbers = (numbers: Float64Array, groups: Int32Array, rows: Int32Array, length: number) => {
    for (let index = 0; index < length; index++) {
      const row = rows[index]!
      const value = numbers[row]!
      const group = groups[index]!
      const lead = (value - best[group]!) * sign
      if (lead < 0 || Number.isNaN(value)) continue
      states[group] = lead > 0 ? candidate(row) : better(states[group] ?? null, candidate(row))
      best[group] = value
    }
  }
  const addCells = (groups: Int32Array, rows: Int32Array, length: number) => {
    for (let index = 0; index < length; index++) {
      const row = rows[index]!
      if (toCell(vector.value(row)) === null) continue
      const group = groups[index]!
      states[group] = better(states[group] ?? null, candidate(row))
    }
  }
  return {
    reserve: (groups) => {
      best = grown(best, groups, Number.NaN)
    },
    add: (groups, rows, length) => {
      if (vector.kind === "number") addNumbers(vector.numbers, groups, rows, length)
      else addCells(groups, rows, length)
    },
    state: (group) => states[group] ?? null,
    reset: (group) => {
      states[group] = null
      best[group] = Number.NaN
    },
  }
}
