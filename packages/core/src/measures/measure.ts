import type { Vector } from "../vectors/vector.ts"

/**
 * What a measure may know of the job's fields: the scale of those that are fixed decimals, which are summed as integers
 * of their last place. Other numbers have none and are summed as doubles, exactly.
 */
export type Scales = Readonly<Record<string, number | undefined>>

/**
 * A way to sum up the records of a group: four pure functions that must make one whole.
 *
 * `merge` is associative and commutative to the last bit, and `empty` is its neutral element. A state is JSON, and equal
 * states are equal JSON. `finish` is called once, at the end.
 */
export type Measure<Reads, State, Out> = {
  /** The fields it looks at. */
  readonly reads: readonly string[]
  empty(): State
  add(state: State, record: Reads, scales: Scales): State
  merge(left: State, right: State): State
  finish(state: State): Out
  /** The same, a block of rows at a time: for the measures that Mapfold brings. It must agree with `add`. */
  accumulate?(vectors: Readonly<Record<string, Vector>>, scales: Scales): Accumulator
}

/** States of all groups, being added to. A group is a small integer. */
export type Accumulator = {
  /** Makes room for this many groups. */
  reserve(groups: number): void
  /** Adds `rows[i]` of the vectors to `groups[i]`, for each i below `length`. */
  add(groups: Int32Array, rows: Int32Array, length: number): void
  /** The group's state as JSON; equal to `empty()` where nothing was added. */
  state(group: number): unknown
  reset(group: number): void
}
