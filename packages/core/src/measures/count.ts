import { grown } from "./growing.ts"
import type { Accumulator, Measure } from "./measure.ts"

type Reads<Field extends string> = { readonly [F in Field]: unknown }

/** How many records; with a field, how many in which it is not null. */
export function count<Field extends string = never>(
  field?: Field,
): Measure<NoInfer<Reads<Field>>, number, number> {
  return {
    reads: field === undefined ? [] : [field],
    empty: () => 0,
    add: (state, record) => (field !== undefined && (record[field] ?? null) === null ? state : state + 1),
    merge: (left, right) => left + right,
    finish: (state) => state,
    accumulate: (vectors) => {
      const vector = field === undefined ? undefined : vectors[field]
      if (vector === undefined) return accumulate(() => true)
      if (vector.kind !== "number") return accumulate((row) => (vector.value(row) ?? null) !== null)
      const { numbers } = vector
      return accumulate((row) => !Number.isNaN(numbers[row]))
    },
  }
}

function accumulate(isCounted: (row: number) => boolean): Accumulator {
  let counts = new Float64Array(16)
  return {
    reserve: (groups) => {
      counts = grown(counts, groups)
    },
    add: (groups, rows, length) => {
      for (let index = 0; index < length; index++) {
        if (!isCounted(rows[index]!)) continue
        const group = groups[index]!
        counts[group] = counts[group]! + 1
      }
    },
    state: (group) => counts[group]!,
    reset: (group) => {
      counts[group] = 0
    },
  }
}
