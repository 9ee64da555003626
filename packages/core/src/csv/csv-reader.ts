import { EmptyObject, RowTooLong, UnclosedQuote } from "../errors.ts"
import { ESCAPED, type RowBlock } from "../rows/row-block.ts"
import type { ByteSource, RowReader } from "../rows/row-reader.ts"
import type { MaybePromise } from "../store/object-store.ts"
import { assignSlots, decodeHeader, skipByteOrderMark } from "./header.ts"
import { BLOCK_ROWS, type Kernel, makeKernel } from "./kernel.ts"

/** A window that most files of measurements fit into whole. */
const WINDOW_BYTES = 1024 * 1024
/** The longest row: a window grows up to it. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024

const fatal = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder("utf-8", { ignoreBOM: true })

/**
 * Reads CSV objects (RFC 4180, LF or CRLF, with a header row, UTF-8 with or without a byte order mark).
 *
 * `columns` are the header's names of the slots, in their order. Blank lines are no rows, unless the header has a single
 * column. A row whose quotes make no sense ends with its line.
 */
export function makeCsvReader(
  columns: readonly string[],
  delimiter = ",",
  windowBytes = WINDOW_BYTES,
): RowReader {
  const kernel = makeKernel(columns.length, windowBytes)
  const delimiterByte = delimiter.charCodeAt(0)
  let source: ByteSource
  // The window holds bytes from `from` to `end`; `atEnd` says that the source has no more.
  let from = 0
  let end = 0
  let atEnd = false
  let hasHeader = false
  let isDone = true
  /** The header that the kernel is configured for, as it stood in its object. */
  let knownHeader: Uint8Array | undefined
  let knownLines = 0

  function open(next: ByteSource): void {
    source = next
    from = kernel.windowAt
    end = from
    atEnd = false
    hasHeader = false
    isDone = false
  }

  /** Reads until the window is full or the source is at its end. */
  function fill(): MaybePromise<void> {
    while (!atEnd && end < kernel.views().windowEnd) {
      const { bytes, windowEnd } = kernel.views()
      const count = source.read(bytes.subarray(end, windowEnd))
      if (typeof count !== "number") {
        return count.then((later) => {
          accept(later)
          return fill()
        })
      }
      accept(count)
    }
  }

  function accept(count: number): void {
    if (count === 0) atEnd = true
    end += count
  }

  /** Moves the unread bytes to the window's start; where that wins no room, makes the window longer. */
  function makeRoom(): void {
    if (from > kernel.windowAt) {
      kernel.views().bytes.copyWithin(kernel.windowAt, from, end)
      end -= from - kernel.windowAt
      from = kernel.windowAt
      return
    }
    const length = end - from
    if (length >= MAX_ROW_BYTES)
      throw new RowTooLong(hasHeader ? kernel.scanner.line.value : 1, MAX_ROW_BYTES)
    kernel.growWindow(Math.min(length * 2, MAX_ROW_BYTES + 1))
  }

  /** Answers whether the header was in the window. */
  function takeHeader(): boolean {
    const window = kernel.views().bytes.subarray(from, end)
    const start = skipByteOrderMark(window)
    if (atEnd && window.length === start) throw new EmptyObject()
    if (knownHeader !== undefined && startsWith(window, start, knownHeader)) {
      from += start + knownHeader.length
    } else {
      const header = decodeHeader(window, start, delimiterByte, atEnd)
      if (header === null) return false
      knownHeader = undefined
      kernel.configure(delimiterByte, assignSlots(header.names, columns))
      // A header at the object's very end may lack its line end: it is not the start of a longer one.
      if (window[header.end - 1] === 0x0a) knownHeader = window.slice(start, header.end)
      knownLines = header.lines
      from += header.end
    }
    kernel.scanner.begin(1 + knownLines)
    hasHeader = true
    return true
  }

  function next(): MaybePromise<RowBlock | null> {
    while (!isDone) {
      const filled = fill()
      if (filled !== undefined) return filled.then(next)
      if (hasHeader || takeHeader()) {
        const count = kernel.scanner.scan(from, end, atEnd ? 1 : 0)
        from = kernel.scanner.position.value
        if (kernel.scanner.unclosed.value) throw new UnclosedQuote(kernel.scanner.line.value)
        isDone = atEnd && from === end
        if (count > 0) return makeBlock(kernel, count)
        if (isDone) return null
      }
      makeRoom()
    }
    return null
  }

  return { open, next, isDone: () => isDone }
}

function startsWith(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  if (bytes.length - start < expected.length) return false
  for (let index = 0; index < expected.length; index++) {
    if (bytes[start + index] !== expected[index]) return false
  }
  return true
}

function makeBlock(kernel: Kernel, count: number): RowBlock {
  const { bytes, starts, ends, rowStarts, rowEnds, lines, flags } = kernel.views()
  return {
    count,
    capacity: BLOCK_ROWS,
    bytes,
    starts,
    ends,
    rowStarts,
    rowEnds,
    lines,
    flags,
    text(row, slot) {
      const cell = slot * BLOCK_ROWS + row
      try {
        const text = fatal.decode(bytes.subarray(starts[cell], ends[cell]))
        // Only a quoted field can hold a quote, so what stands doubled in any field is an escaped one.
        return (flags[row]! & ESCAPED) !== 0 ? text.replaceAll('""', '"') : text
      } catch {
        return null
      }
    },
    raw: (row) => lenient.decode(bytes.subarray(rowStarts[row], rowEnds[row])),
  }
}
