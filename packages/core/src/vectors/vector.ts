/**
 * One field's values for the rows of a block. `value` gives what the record shows; the arrays are for loops that look at
 * every row. A row that was rejected has no meaning in them.
 */
export type Vector = NumberVector | DayVector | HourVector | ValueVector

/** Fixed decimals, as integers of their last place; NaN is null. */
export type NumberVector = {
  readonly kind: "number"
  readonly scale: number
  readonly numbers: Float64Array
  value(row: number): unknown
}

/** Days, as codes of columns/day.ts; -1 is null. */
export type DayVector = {
  readonly kind: "day"
  readonly codes: Int32Array
  value(row: number): unknown
}

/** Hours of instants, as codes of columns/instant.ts; -1 is null. */
export type HourVector = {
  readonly kind: "hour"
  readonly codes: Int32Array
  value(row: number): unknown
}

/** Everything else. */
export type ValueVector = {
  readonly kind: "value"
  value(row: number): unknown
  /** How many of `rows[0 … length-1]` are null, where that is known without making the values. */
  readonly countNull?: (rows: Int32Array, length: number) => number
}
