/** Rows a block: enough that a call costs nothing, few enough that the tables stay in the cache. */
export const BLOCK_ROWS = 1024

/**
 * Some consecutive rows of an object, as byte ranges of its chosen fields in a window that is reused: valid until the
 * next block is asked for. A slot is the place of a chosen column.
 */
export type RowBlock = {
  readonly count: number
  /** Rows that the tables hold; row `r` of slot `s` stands at `s * capacity + r`. */
  readonly capacity: number
  readonly bytes: Uint8Array
  /** 0 where the row has no such field, or has null. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Where the row begins, counted from 1. */
  readonly lines: Int32Array
  /** `ESCAPED`, `UNUSUAL`, `INDIRECT`, or `FAULT` and more. */
  readonly flags: Uint8Array
  /** A field's text, unescaped, or why it has none. */
  text(row: number, slot: number): string | FieldFault
  /** Why the row has no fields to speak of; null where it has. */
  fault(row: number): FieldFault | null
  /** The row as it stands in the file; bytes that are no UTF-8 become U+FFFD. */
  raw(row: number): string
  /** How a reject names the column: its name in the header, or its JSON path. */
  path(row: number, column: string): string
}

/** A rule that a row or a field broke before its schema had a look. */
export type FieldFault = { readonly rule: string; readonly message: string }

/** Some field of the row is escaped. */
export const ESCAPED = 1
/** Some byte of the row is no printable ASCII. */
export const UNUSUAL = 2
/** The row's byte ranges are not filled in: only `text` knows its fields. */
export const INDIRECT = 4
/** The lowest value of `flags` that is a fault. */
export const FAULT = 8

/** The bytes of a field are no UTF-8. */
export const NOT_UTF8: FieldFault = { rule: "encoding", message: "is no valid UTF-8" }
/** There is no such field, or it is null: a value only where the column says that a blank is a missing value. */
export const ABSENT: FieldFault = { rule: "absent", message: "is absent or null" }
