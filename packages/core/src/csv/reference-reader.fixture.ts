/**
 * The CSV rules once more, byte by byte and for nobody's speed: what the reader over the compiled scanner is held
 * against. It shares no code with it.
 *
 * - Fields are separated by the delimiter, rows by LF or CRLF; the last row needs no line end.
 * - A field whose first byte is a quote ends at the next quote that is not doubled; in it, everything is content.
 * - A row at fault (a quote inside an unquoted field, text after a closing quote, a CR that no LF follows) ends at the
 *   next LF from the fault on, whatever quotes say.
 * - Fewer or more fields than the header make a fault as well. A line without a byte is no row, unless the header has
 *   one column.
 */

export type ReferenceRow = {
  readonly line: number
  readonly fault: keyof typeof FAULTS | null
  /** By column of the header, unescaped; null where the bytes are no UTF-8. None where the row is at fault. */
  readonly texts: readonly (string | null)[]
  readonly raw: string
}

export type ReferenceOutcome =
  | { readonly names: readonly string[]; readonly rows: readonly ReferenceRow[] }
  | { readonly error: string; readonly line: number }

/** Faults as the reader numbers them. */
export const FAULTS = { short: 1, long: 2, quoteInside: 3, afterQuote: 4, loneCarriageReturn: 5 } as const

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

type Shape = {
  readonly fields: readonly Uint8Array[]
  readonly fault: "quoteInside" | "afterQuote" | "loneCarriageReturn" | null
  readonly contentEnd: number
  readonly next: number
}

/** What a reader that wants these columns must answer, or the error it must throw. */
export function readReference(
  bytes: Uint8Array,
  delimiter: number,
  wanted: readonly string[],
): ReferenceOutcome {
  const begin = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  if (begin === bytes.length) return { error: "EmptyObject", line: 1 }
  const header = takeRow(bytes, begin, delimiter)
  if (header === "unclosed" || header.fault !== null) return { error: "MalformedHeader", line: 1 }
  const names = header.fields.map(textOf)
  if (names.includes(null)) return { error: "MalformedHeader", line: 1 }
  if (new Set(names).size < names.length) return { error: "DuplicateColumn", line: 1 }
  if (!wanted.every((name) => names.includes(name))) return { error: "MissingColumn", line: 1 }
  const rows: ReferenceRow[] = []
  let line = 1 + lineFeeds(bytes, begin, header.next)
  for (let at = header.next; at < bytes.length; ) {
    const row = takeRow(bytes, at, delimiter)
    if (row === "unclosed") return { error: "UnclosedQuote", line }
    const isBlank = row.fault === null && row.contentEnd === at
    if (!isBlank || names.length === 1) rows.push(describe(bytes, at, row, line, names.length))
    line += lineFeeds(bytes, at, row.next)
    at = row.next
  }
  return { names: names as string[], rows }
}

function describe(bytes: Uint8Array, at: number, row: Shape, line: number, columns: number): ReferenceRow {
  const count = row.fields.length
  const fault = row.fault ?? (count < columns ? "short" : count > columns ? "long" : null)
  const raw = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(at, row.contentEnd))
  return { line, fault, raw, texts: fault === null ? row.fields.map(textOf) : [] }
}

function takeRow(bytes: Uint8Array, start: number, delimiter: number): Shape | "unclosed" {
  const fields: Uint8Array[] = []
  let at = start
  while (true) {
    const content: number[] = []
    if (bytes[at] === QUOTE) {
      at++
      while (bytes[at] !== QUOTE || bytes[at + 1] === QUOTE) {
        if (at >= bytes.length) return "unclosed"
        if (bytes[at] === QUOTE) at++
        content.push(bytes[at]!)
        at++
      }
      at++
      const isOver = at >= bytes.length || bytes[at] === delimiter || bytes[at] === LF || bytes[at] === CR
      if (!isOver) return toLineEnd(bytes, start, at, fields, "afterQuote")
    } else {
      while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR) {
        if (bytes[at] === QUOTE) return toLineEnd(bytes, start, at, fields, "quoteInside")
        content.push(bytes[at]!)
        at++
      }
    }
    fields.push(Uint8Array.from(content))
    if (at >= bytes.length) return { fields, fault: null, contentEnd: at, next: at }
    if (bytes[at] === LF) return { fields, fault: null, contentEnd: at, next: at + 1 }
    if (bytes[at] === CR) {
      if (bytes[at + 1] === LF) return { fields, fault: null, contentEnd: at, next: at + 2 }
      return toLineEnd(bytes, start, at, fields, "loneCarriageReturn")
    }
    at++
  }
}

function toLineEnd(
  bytes: Uint8Array,
  start: number,
  from: number,
  fields: readonly Uint8Array[],
  fault: NonNullable<Shape["fault"]>,
): Shape {
  let at = from
  while (at < bytes.length && bytes[at] !== LF) at++
  const hasReturn = at < bytes.length && at > start && bytes[at - 1] === CR
  return { fields, fault, contentEnd: hasReturn ? at - 1 : at, next: Math.min(at + 1, bytes.length) }
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function lineFeeds(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).filter((byte) => byte === LF).length
}
