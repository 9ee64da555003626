import type { Pace } from "../report/run-times.ts"

/** Slices of the time: a chart of half a page has some 5 pixels for each, and a report some 700 bytes for all. */
export const PACE_SLICES = 120
/** Milliseconds of a slice at first: what the clock of a batch can tell. */
const FIRST_SLICE_MS = 1

/** Counts what was done over time in a bounded number of slices, which grow as the time does. */
export function makePace() {
  let slices = new Float64Array(PACE_SLICES)
  let sliceMs = FIRST_SLICE_MS
  let end = 0

  function widen(): void {
    const wider = new Float64Array(PACE_SLICES)
    for (let at = 0; at < PACE_SLICES; at++) wider[at >> 1]! += slices[at]!
    slices = wider
    sliceMs *= 2
  }

  return {
    /** Rows that were done between two times, in milliseconds since the run's start; they are spread evenly. */
    add(from: number, to: number, rows: number): void {
      const begin = Math.max(0, from)
      // What is shorter than the clock can tell was done all the same.
      const stop = Math.max(begin + FIRST_SLICE_MS, to)
      while (stop > PACE_SLICES * sliceMs) widen()
      end = Math.max(end, stop)
      const last = Math.ceil(stop / sliceMs)
      for (let at = Math.floor(begin / sliceMs); at < last; at++) {
        const overlap = Math.min(stop, (at + 1) * sliceMs) - Math.max(begin, at * sliceMs)
        slices[at]! += (rows * overlap) / (stop - begin)
      }
    },
    /** Whole rows, which add up to all that were added: what one slice is rounded by goes to the next. */
    read(): Pace {
      let [sum, told] = [0, 0]
      const rows = Array.from(slices.subarray(0, Math.ceil(end / sliceMs)), (amount) => {
        sum += amount
        const whole = Math.round(sum) - told
        told += whole
        return whole
      })
      return { sliceMs, rows }
    },
  }
}
