import type * as z from "zod"
import { INDIRECT, type RowBlock } from "../rows/row-block.ts"
import type { Vector } from "../vectors/vector.ts"
import type { ColumnDecoder } from "./column-decoder.ts"
import { makeDayDecoder } from "./day-decoder.ts"
import { makeDecimalDecoder } from "./decimal-decoder.ts"
import { decodeRecord, type Field, type Issue, isFromOne, layOutRecord } from "./decode-record.ts"
import { makeInstantDecoder } from "./instant-decoder.ts"
import { makeTextDecoder } from "./text-decoder.ts"
import { makeValueDecoder } from "./value-decoder.ts"

/** A row that is no record, and why. */
export type RejectedRow = { readonly row: number; readonly issue: Issue }

/** What a block came to: its vectors hold the records of `rows[0 … length-1]`; the others were rejected. */
export type DecodedBlock = {
  readonly rows: Int32Array
  readonly length: number
  readonly rejected: readonly RejectedRow[]
}

export type Decoder = {
  /** The columns whose slots the blocks must have. */
  readonly columns: readonly string[]
  /** Those of them that a CSV header may lack. */
  readonly optional: ReadonlySet<string>
  /** By field; filled anew by each `decode`. */
  readonly vectors: Readonly<Record<string, Vector>>
  decode(block: RowBlock): DecodedBlock
}

const NONE: readonly RejectedRow[] = []

/**
 * Compiles a record schema's column descriptions into a decoder of blocks of at most `capacity` rows. It agrees with
 * `decodeRecord` on any bytes: what it does not take, `decodeRecord` decides.
 */
export function compileDecoder(record: z.ZodObject, capacity: number): Decoder {
  const layout = layOutRecord(record)
  // A schema that checks the record as a whole has to see every record.
  const isChecked = (record.def.checks ?? []).length > 0
  const decoders = layout.fields.map((field) => makeColumnDecoder(field, capacity))
  const vectors: Record<string, Vector> = Object.create(null)
  for (const [index, { name }] of layout.fields.entries()) vectors[name] = decoders[index]!.vector
  const allRows = Int32Array.from({ length: capacity }, (_, row) => row)
  const someRows = new Int32Array(capacity)
  const untaken = new Uint8Array(capacity)

  function decode(block: RowBlock): DecodedBlock {
    untaken.fill(0, 0, block.count)
    const isOrdinary = !hasFlaggedRow(block)
    for (const decoder of decoders) decoder.decode(block, untaken, isOrdinary)
    if (isChecked) untaken.fill(1, 0, block.count)
    if (!hasSpecialRow(block, untaken)) return { rows: allRows, length: block.count, rejected: NONE }
    return decodeSpecialRows(block)
  }

  function decodeSpecialRows(block: RowBlock): DecodedBlock {
    const rejected: RejectedRow[] = []
    let length = 0
    for (let row = 0; row < block.count; row++) {
      const isTaken = untaken[row] === 0 && block.flags[row]! < INDIRECT
      const issue = faultOf(block, row) ?? (isTaken ? null : settle(block, row))
      if (issue === null) someRows[length++] = row
      else rejected.push({ row, issue })
    }
    return { rows: someRows, length, rejected }
  }

  /** Lets the schema decide on a row that the decoders did not take. */
  function settle(block: RowBlock, row: number): Issue | null {
    const texts = layout.columns.map((_, slot) => block.text(row, slot))
    const outcome = decodeRecord(layout, texts)
    if ("issue" in outcome) return outcome.issue
    for (const [index, { name }] of layout.fields.entries()) decoders[index]!.set(row, outcome.record[name])
    return null
  }

  return { columns: layout.columns, optional: layout.optional, vectors, decode }
}

/** How the row itself is at fault, before any of its fields is looked at. */
function faultOf(block: RowBlock, row: number): Issue | null {
  const fault = block.fault(row)
  return fault && { column: null, value: null, ...fault }
}

function hasFlaggedRow({ flags, count }: RowBlock): boolean {
  for (let row = 0; row < count; row++) if (flags[row] !== 0) return true
  return false
}

function hasSpecialRow(block: RowBlock, untaken: Uint8Array): boolean {
  const { flags, count } = block
  for (let row = 0; row < count; row++) {
    if (flags[row]! >= INDIRECT || untaken[row] !== 0) return true
  }
  return false
}

function makeColumnDecoder(field: Field, capacity: number): ColumnDecoder {
  const { column, schema, slots } = field
  const slot = slots[0]!
  if (column.kind === "decimal") return makeDecimalDecoder(column, slot, capacity)
  if (column.kind === "day") return makeDayDecoder(column, slot, capacity)
  if (column.kind === "instant") return makeInstantDecoder(column, slot, capacity)
  if (column.kind === "text") return makeTextDecoder(column, slot)
  return makeValueDecoder(schema, slots, isFromOne(column), capacity)
}
