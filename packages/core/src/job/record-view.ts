import type { Vector } from "../vectors/vector.ts"

/** A record that shows one row of some vectors at a time: set `row`, then read its fields. */
export type RecordView = { row: number; readonly record: Readonly<Record<string, unknown>> }

/** One object for all rows, with a getter a field: what a function does not look at is never decoded. */
export function makeRecordView(vectors: Readonly<Record<string, Vector>>): RecordView {
  const record = Object.create(null) as Record<string, unknown>
  const view: RecordView = { row: 0, record }
  for (const [name, vector] of Object.entries(vectors)) {
    Object.defineProperty(record, name, { enumerable: true, get: () => vector.value(view.row) })
  }
  return view
}
