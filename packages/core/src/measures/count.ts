import { grown } from "./growing.ts"
import type { Measure } from "./measure.ts"

/** How many records. */
export function count(): Measure<unknown, number, number> {
  return {
    reads: [],
    empty: () => 0,
    add: (state) => state + 1,
    merge: (left, right) => left + right,
    finish: (state) => state,
    accumulate: () => {
      let counts = new Float64Array(16)
      return {
        reserve: (groups) => {
          counts = grown(counts, groups)
        },
        add: (groups, _rows, length) => {
          for (let index = 0; index < length; index++) {
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
