import { EmptyObject, UnclosedQuote } from "../errors.ts"
import { BLOCK_ROWS, ESCAPED, type FieldFault, NOT_UTF8, type RowBlock } from "../rows/row-block.ts"
import type { RowReader } from "../rows/row-reader.ts"
import { makeScanReader } from "../rows/scan-reader.ts"
import { decodeUtf8, decodeUtf8Leniently } from "../rows/utf8.ts"
import { makeWindow, WINDOW_BYTES, type Window } from "../rows/window.ts"
import { type CsvKernel, makeCsvKernel } from "./csv-kernel.ts"
import { assignSlots, decodeHeader, type SlotAssignment, skipByteOrderMark } from "./header.ts"

const LF = 0x0a

/** Why a row could not be taken apart, by `flags >> 3`. */
const ROW_FAULTS: readonly (FieldFault | null)[] = [
  null,
  { rule: "short-row", message: "has fewer fields than the header" },
  { rule: "long-row", message: "has more fields than the header" },
  { rule: "quote", message: "has a quote inside an unquoted field" },
  { rule: "quote", message: "has text after a closing quote" },
  { rule: "lone-cr", message: "has a carriage return that no line feed follows" },
]

/**
 * Reads CSV objects (RFC 4180, LF or CRLF, with a header row, UTF-8 with or without a byte order mark).
 *
 * `columns` are the header's names of the slots, in their order; those that are `optional` may be absent from a header and
 * are blank then. Blank lines are no rows, unless the header has a single
 * column. A row whose quotes make no sense ends with its line.
 */
export function makeCsvReader(
  columns: readonly string[],
  delimiter = ",",
  windowBytes = WINDOW_BYTES,
  optional: ReadonlySet<string> = new Set(),
): RowReader {
  const kernel = makeCsvKernel(columns.length, windowBytes)
  const { scanner } = kernel
  const delimiterByte = delimiter.charCodeAt(0)
  /** The header that the kernel is configured for, as it stood in its object, and its lines. */
  let known: { readonly bytes: Uint8Array; readonly lines: number } | undefined
  /** Slots of optional columns that the header lacks. */
  let absent: SlotAssignment["absent"] = []

  function takeHead(window: Window): boolean {
    const bytes = window.bytes()
    const start = skipByteOrderMark(bytes)
    if (window.atEnd && bytes.length === start) throw new EmptyObject()
    if (known !== undefined && startsWith(bytes, start, known.bytes)) {
      window.advance(window.from + start + known.bytes.length)
      scanner.begin(1 + known.lines)
      return true
    }
    const header = decodeHeader(bytes, start, delimiterByte, window.atEnd)
    if (header === null) return false
    known = undefined
    const assignment = assignSlots(header.names, columns, optional)
    kernel.configure(delimiterByte, assignment.slots)
    absent = assignment.absent
    // A header at the object's very end may lack its line end: it is not the start of a longer one.
    if (bytes[header.end - 1] === LF) known = { bytes: bytes.slice(start, header.end), lines: header.lines }
    window.advance(window.from + header.end)
    scanner.begin(1 + header.lines)
    return true
  }

  return makeScanReader(makeWindow(kernel.scan), {
    begin: () => {},
    takeHead,
    scan(window) {
      const count = scanner.scan(window.from, window.end, window.atEnd ? 1 : 0)
      if (scanner.unclosed.value) throw new UnclosedQuote(scanner.line.value)
      window.advance(scanner.position.value)
      return count
    },
    line: () => scanner.line.value,
    finish: () => {},
    makeBlock: (count) => makeBlock(kernel, count, absent),
  })
}

function startsWith(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  if (bytes.length - start < expected.length) return false
  for (let index = 0; index < expected.length; index++) {
    if (bytes[start + index] !== expected[index]) return false
  }
  return true
}

function makeBlock(kernel: CsvKernel, count: number, absent: SlotAssignment["absent"]): RowBlock {
  const { bytes, starts, ends, rowStarts, rowEnds, lines, flags } = kernel.scan.views()
  // The scanner leaves what an earlier header had there.
  for (const slot of absent) {
    starts.fill(0, slot * BLOCK_ROWS, slot * BLOCK_ROWS + count)
    ends.fill(0, slot * BLOCK_ROWS, slot * BLOCK_ROWS + count)
  }
  return {
    count,
    capacity: BLOCK_ROWS,
    bytes,
    starts,
    ends,
    lines,
    flags,
    text(row, slot) {
      const cell = slot * BLOCK_ROWS + row
      const text = decodeUtf8(bytes.subarray(starts[cell], ends[cell]))
      if (text === null) return NOT_UTF8
      // Only a quoted field can hold a quote, so what stands doubled in any field is an escaped one.
      return (flags[row]! & ESCAPED) !== 0 ? text.replaceAll('""', '"') : text
    },
    fault: (row) => ROW_FAULTS[flags[row]! >> 3] ?? null,
    raw: (row) => decodeUtf8Leniently(bytes.subarray(rowStarts[row], rowEnds[row])),
    path: (_row, column) => column,
  }
}
