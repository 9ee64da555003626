/**
 * Exact sums of integers, one a group. A group's sum is a double while it is small, so that adding costs one addition;
 * past 2^52 it is moved to a BigInt, long before a double would round.
 */
export type IntegerSums = {
  /** Adds an integer of at most 10^15 in size. */
  add(group: number, value: number): void
  /** Adds to every group of `groups` the value at the same index that is not NaN; `counts` gets how many there were. */
  addAll(
    groups: Int32Array,
    values: Float64Array,
    rows: Int32Array,
    length: number,
    counts: Float64Array,
  ): void
  total(group: number): bigint
  reserve(groups: number): void
  reset(group: number): void
}

/** Values are at most 10^15 < 2^50: one more addition below this bound stays below 2^53. */
const SPILL = 2 ** 52

export function makeIntegerSums(): IntegerSums {
  let small = new Float64Array(16)
  const large = new Map<number, bigint>()

  function spill(group: number): void {
    large.set(group, (large.get(group) ?? 0n) + BigInt(small[group]!))
    small[group] = 0
  }

  return {
    add(group, value) {
      const sum = small[group]! + value
      small[group] = sum
      if (sum > SPILL || sum < -SPILL) spill(group)
    },
    addAll(groups, values, rows, length, counts) {
      for (let index = 0; index < length; index++) {
        const value = values[rows[index]!]!
        if (Number.isNaN(value)) continue
        const group = groups[index]!
        const sum = small[group]! + value
        small[group] = sum
        counts[group] = counts[group]! + 1
        if (sum > SPILL || sum < -SPILL) spill(group)
      }
    },
    total: (group) => BigInt(small[group]!) + (large.get(group) ?? 0n),
    reserve(groups) {
      if (groups <= small.length) return
      const wider = new Float64Array(Math.max(groups, small.length * 2))
      wider.set(small)
      small = wider
    },
    reset(group) {
      small[group] = 0
      large.delete(group)
    },
  }
}

/** `(sum / 10^scale) / count`, in that order, in doubles. */
export function meanOf(sum: bigint, scale: number, count: number): number {
  return decimalOf(sum, scale) / count
}

/** The double nearest to the integer (ties to even), divided by its power of ten. */
export function decimalOf(integer: bigint, scale: number): number {
  return Number(integer) / 10 ** scale
}
