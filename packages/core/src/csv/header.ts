import { DuplicateColumn, MalformedHeader, MissingColumn } from "../errors.ts"
import { decodeUtf8 } from "../rows/utf8.ts"

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/** A header row taken apart: the columns' names, where the first row begins, and on which line. */
export type Header = { readonly names: readonly string[]; readonly end: number; readonly lines: number }

/** As many columns as the tables have room for. */
export const MAX_COLUMNS = 8192

/** Where a byte order mark ends: 3, or 0 where there is none. */
export function skipByteOrderMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

/**
 * Reads the header row from `start`, by the rules of kernel/csv-scan.ts; null where its end is not in sight. Throws
 * `MalformedHeader` and `DuplicateColumn`.
 */
export function decodeHeader(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  atEnd: boolean,
): Header | null {
  const names: string[] = []
  let at = start
  while (true) {
    const isQuoted = bytes[at] === QUOTE
    const contentStart = isQuoted ? at + 1 : at
    const contentEnd = isQuoted
      ? closingQuote(bytes, contentStart)
      : unquotedEnd(bytes, contentStart, delimiter)
    if (contentEnd === -1) {
      if (atEnd) throw new MalformedHeader("has a quote that is never closed")
      return null
    }
    at = isQuoted ? contentEnd + 1 : contentEnd
    if (at + 1 >= bytes.length && !atEnd) return null
    names.push(fieldName(bytes.subarray(contentStart, contentEnd), names.length))
    if (names.length > MAX_COLUMNS) throw new MalformedHeader(`has more than ${MAX_COLUMNS} columns`)
    if (at < bytes.length && bytes[at] === delimiter) {
      at++
      continue
    }
    if (at < bytes.length && bytes[at] !== LF && !(bytes[at] === CR && bytes[at + 1] === LF)) {
      throw new MalformedHeader(
        bytes[at] === CR
          ? "ends in a carriage return that no line feed follows"
          : `has a stray quote in column ${names.length}`,
      )
    }
    break
  }
  const end = at >= bytes.length ? at : bytes[at] === CR ? at + 2 : at + 1
  const doubled = names.find((name, index) => names.indexOf(name) !== index)
  if (doubled !== undefined) throw new DuplicateColumn(doubled)
  let lines = 0
  for (let index = start; index < end; index++) if (bytes[index] === LF) lines++
  return { names, end, lines }
}

/** Where a header's columns go, and which slots none of them fills. */
export type SlotAssignment = { readonly slots: Int32Array; readonly absent: readonly number[] }

/**
 * For each column of the header the slot of the wanted column it is, or -1. Throws `MissingColumn` where one that is wanted
 * and not `optional` is not there.
 */
export function assignSlots(
  header: readonly string[],
  wanted: readonly string[],
  optional: ReadonlySet<string>,
): SlotAssignment {
  const slots = Int32Array.from(header, (name) => wanted.indexOf(name))
  const lacking = wanted.filter((name) => !header.includes(name))
  const missing = lacking.filter((name) => !optional.has(name))
  if (missing.length > 0) throw new MissingColumn(missing, header)
  return { slots, absent: lacking.map((name) => wanted.indexOf(name)) }
}

function fieldName(bytes: Uint8Array, index: number): string {
  const name = decodeUtf8(bytes)
  if (name === null) throw new MalformedHeader(`is no UTF-8 in column ${index + 1}`)
  return name.replaceAll('""', '"')
}

function closingQuote(bytes: Uint8Array, start: number): number {
  let at = bytes.indexOf(QUOTE, start)
  while (at !== -1 && bytes[at + 1] === QUOTE) at = bytes.indexOf(QUOTE, at + 2)
  return at
}

function unquotedEnd(bytes: Uint8Array, start: number, delimiter: number): number {
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte === delimiter || byte === LF || byte === CR || byte === QUOTE) break
    at++
  }
  return at
}
