import { type Column, columnOf } from "../columns/column.ts"
import type { Job } from "../job/job.ts"
import type { Vector } from "../vectors/vector.ts"

/** Counts the values that are missing in the records of a batch, by column. An object's count once it has proved sound. */
export type MissingCounter = {
  add(rows: Int32Array, length: number): void
  commit(): void
  rollBack(): void
  /** Columns in the order of the record; those that lack nothing are left out. */
  counts(): Record<string, number>
}

type Counted = { readonly name: string; readonly count: (rows: Int32Array, length: number) => number }

export function makeMissingCounter(
  record: Job["record"],
  vectors: Readonly<Record<string, Vector>>,
): MissingCounter {
  const counted = countedColumns(record, vectors)
  const sure = new Float64Array(counted.length)
  const pending = new Float64Array(counted.length)

  return {
    add(rows, length) {
      for (let index = 0; index < counted.length; index++)
        pending[index]! += counted[index]!.count(rows, length)
    },
    commit() {
      for (let index = 0; index < counted.length; index++) sure[index]! += pending[index]!
      pending.fill(0)
    },
    rollBack() {
      pending.fill(0)
    },
    counts: () =>
      Object.fromEntries(
        counted.flatMap(({ name }, index) => (sure[index] === 0 ? [] : [[name, sure[index]!]])),
      ),
  }
}

/** The columns that can lack a value, each once. */
function countedColumns(record: Job["record"], vectors: Readonly<Record<string, Vector>>): Counted[] {
  const byName = new Map<string, Counted>()
  for (const [field, schema] of Object.entries(record.shape)) {
    const column = columnOf(schema, field)
    const name = nameOf(column, field)
    if (canBeMissing(column) && !byName.has(name))
      byName.set(name, { name, count: counterOf(vectors[field]!) })
  }
  return [...byName.values()]
}

function canBeMissing(column: Column): boolean {
  return column.kind === "other" || ("missing" in column && column.missing.length > 0)
}

function nameOf(column: Column, field: string): string {
  if (column.kind !== "other") return column.column
  return column.columns.length === 1 ? column.columns[0]! : field
}

function counterOf(vector: Vector): Counted["count"] {
  if (vector.kind === "number") return (rows, length) => countNaN(vector.numbers, rows, length)
  if (vector.kind === "value") return (rows, length) => countNull(vector, rows, length)
  return (rows, length) => countNegative(vector.codes, rows, length)
}

function countNaN(numbers: Float64Array, rows: Int32Array, length: number): number {
  let count = 0
  for (let index = 0; index < length; index++) if (Number.isNaN(numbers[rows[index]!]!)) count++
  return count
}

function countNegative(codes: Int32Array, rows: Int32Array, length: number): number {
  let count = 0
  for (let index = 0; index < length; index++) if (codes[rows[index]!]! < 0) count++
  return count
}

function countNull(vector: Extract<Vector, { kind: "value" }>, rows: Int32Array, length: number): number {
  if (vector.countNull !== undefined) return vector.countNull(rows, length)
  let count = 0
  for (let index = 0; index < length; index++) if (vector.value(rows[index]!) === null) count++
  return count
}
