import { grown } from "./growing.ts"
import type { Measure } from "./measure.ts"

type Reads<Field extends string> = { readonly [F in Field]: boolean | null }

/** How many records have true in a field, mostly one that was derived to say so. Divided by `count()` it is a rate. */
export function countWhere<Field extends string>(
  field: Field,
): Measure<NoInfer<Reads<Field>>, number, number> {
  return {
    reads: [field],
    empty: () => 0,
    add: (state, record) => (record[field] === true ? state + 1 : state),
    merge: (left, right) => left + right,
    finish: (state) => state,
    accumulate: (vectors) => {
      const vector = vectors[field]!
      let counts = new Float64Array(16)
      return {
        reserve: (groups) => {
          counts = grown(counts, groups)
        },
        add: (groups, rows, length) => {
          for (let index = 0; index < length; index++) {
            if (vector.value(rows[index]!) !== true) continue
            const group = groups[index]!
            counts[group] = counts[group]! + 1
          }
        },
        state: (group) => counts[group]!,
        reset: (group) => {
          counts[group] = 0
        },
      }
    },
  }
}
