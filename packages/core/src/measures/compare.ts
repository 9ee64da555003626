/** A value that a group can be keyed by, a measure can keep, and a result can hold. */
export type Cell = string | number | boolean | null

/** A field's value as a cell. Throws a RangeError for NaN and the infinities: they have no order or no JSON. */
export function toCell(value: unknown): Cell {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError(`${value} cannot be compared`)
  return (value ?? null) as Cell
}

const RANK: Readonly<Record<string, number>> = { boolean: 1, number: 2, string: 3 }

/** A total order: null, false, true, numbers, strings by UTF-16 units. Negative where `left` comes first. */
export function compareCells(left: Cell, right: Cell): number {
  const rankLeft = left === null ? 0 : RANK[typeof left]!
  const rankRight = right === null ? 0 : RANK[typeof right]!
  if (rankLeft !== rankRight) return rankLeft - rankRight
  if (left === right || left === null || right === null) return 0
  return left < right ? -1 : 1
}

export function compareCellLists(left: readonly Cell[], right: readonly Cell[]): number {
  for (const [index, cell] of left.entries()) {
    const order = compareCells(cell, right[index] ?? null)
    if (order !== 0) return order
  }
  return 0
}
