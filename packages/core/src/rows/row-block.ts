/**
 * Some consecutive rows of an object, as byte ranges of its chosen fields in a window that is reused: valid until the
 * next block is asked for. A slot is the place of a chosen column.
 */
export type RowBlock = {
  readonly count: number
  /** Rows that the tables hold; row `r` of slot `s` stands at `s * capacity + r`. */
  readonly capacity: number
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** The whole row, without its line end. */
  readonly rowStarts: Int32Array
  readonly rowEnds: Int32Array
  /** Where the row begins, counted from 1. */
  readonly lines: Int32Array
  /** `ESCAPED`, `UNUSUAL`, and a fault from bit 2 on. */
  readonly flags: Uint8Array
  /** A field's text, unescaped; null where its bytes are no UTF-8. */
  text(row: number, slot: number): string | null
  /** The row as it stands in the file; bytes that are no UTF-8 become U+FFFD. */
  raw(row: number): string
}

/** Some field of the row has a quote in it, doubled. */
export const ESCAPED = 1
/** Some byte of the row is no printable ASCII. */
export const UNUSUAL = 2
/** The lowest value of `flags` that is a fault: the row has no fields to speak of. */
export const FAULT = 4

/** Why a row could not be taken apart, by `flags >> 2`. */
export const ROW_FAULTS = [
  null,
  { rule: "short-row", message: "has fewer fields than the header" },
  { rule: "long-row", message: "has more fields than the header" },
  { rule: "quote", message: "has a quote inside an unquoted field" },
  { rule: "quote", message: "has text after a closing quote" },
  { rule: "lone-cr", message: "has a carriage return that no line feed follows" },
] as const
