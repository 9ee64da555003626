// The inner loop of the CSV reader, in AssemblyScript (https://www.assemblyscript.org): TypeScript's syntax, compiled to
// WebAssembly, where 16 bytes are compared at a time. `npm run kernel` in packages/core compiles it to
// src/csv/csv-kernel.wasm.ts, and a test fails when the two differ.
//
// It finds rows and the byte ranges of chosen fields; it decodes nothing. RFC 4180: fields are separated by a delimiter,
// rows by LF or CRLF; a field that begins with a quote ends with the next single quote, a doubled one standing for itself.
//
// Files of measurements repeat one row shape. So the last good row becomes a template: which bytes must be delimiters,
// quotes and line ends, and which must not be. A row that fits is accepted after one pass of comparisons, 16 bytes each;
// one that does not is scanned field by field. Both ways give the same answer for any bytes.

const QUOTE: u8 = 0x22
const LF: u8 = 0x0a
const CR: u8 = 0x0d

/** Flags of a row, as src/rows/row-block.ts names them. */
const ESCAPED: u8 = 1
const UNUSUAL: u8 = 2
const FAULT_SHORT: u8 = 1 << 3
const FAULT_LONG: u8 = 2 << 3
const FAULT_QUOTE_INSIDE: u8 = 3 << 3
const FAULT_AFTER_QUOTE: u8 = 4 << 3
const FAULT_LONE_CR: u8 = 5 << 3

/** Results of scanRow that are no position. */
const INCOMPLETE: i32 = -1
const UNCLOSED: i32 = -2

/** A row longer than this is never made a template: each of its four masks takes as many bytes. */
const TEMPLATE_BYTES: i32 = 4096
/** Rows to scan without trying a template again, at most, after templates have not fitted. */
const MAX_PAUSE: i32 = 64

// Where JavaScript has put the tables; addresses in bytes.
let delimiter: u8 = 0x2c
let fieldCount: i32 = 0
let slotCount: i32 = 0
let capacity: i32 = 0
let slotsAt: usize = 0
let startsAt: usize = 0
let endsAt: usize = 0
let rowStartsAt: usize = 0
let rowEndsAt: usize = 0
let linesAt: usize = 0
let flagsAt: usize = 0
let templateAt: usize = 0

/** After a scan: the address of the first byte that no row covers. */
export let position: i32 = 0
/** The line number of that byte, counted from 1 by line feeds. */
export let line: i32 = 1
/** Whether the scan stopped at a quote that the object never closes. */
export let unclosed: bool = false

// The template: its length with the line end (0 for none), and whether a field of it is unquoted.
let templateLength: i32 = 0
/** Its length without the line end. */
let templateContent: i32 = 0
let templateUnquoted: bool = false
let pause: i32 = 0
let nextPause: i32 = 1

// Masks of the template, TEMPLATE_BYTES apart: 0xff where a byte is structure; what it must be; 0xff in unquoted content;
// 0xff in any content. Then the slots' offsets: start and end, 4 bytes each.
const STRUCTURE: usize = 0
const EXPECTED: usize = TEMPLATE_BYTES
const UNQUOTED: usize = 2 * TEMPLATE_BYTES
const CONTENT: usize = 3 * TEMPLATE_BYTES
const OFFSETS: usize = 4 * TEMPLATE_BYTES

export function configure(
  delimiterByte: i32,
  fields: i32,
  slots: i32,
  rows: i32,
  slotsAddress: usize,
  startsAddress: usize,
  endsAddress: usize,
  rowStartsAddress: usize,
  rowEndsAddress: usize,
  linesAddress: usize,
  flagsAddress: usize,
  templateAddress: usize,
): void {
  delimiter = <u8>delimiterByte
  fieldCount = fields
  slotCount = slots
  capacity = rows
  slotsAt = slotsAddress
  startsAt = startsAddress
  endsAt = endsAddress
  rowStartsAt = rowStartsAddress
  rowEndsAt = rowEndsAddress
  linesAt = linesAddress
  flagsAt = flagsAddress
  templateAt = templateAddress
  templateLength = 0
  pause = 0
  nextPause = 1
}

/** Starts an object: its first row after the header stands on this line. */
export function begin(firstLine: i32): void {
  line = firstLine
  unclosed = false
}

/** Finds up to `capacity` rows from `from` to `end`; `atEnd` says that the object ends there. Answers how many. */
export function scan(from: i32, end: i32, atEnd: bool): i32 {
  let at = from
  let rows = 0
  while (rows < capacity && at < end) {
    if (templateLength > 0 && at + templateLength <= end) {
      const verdict = fits(at)
      if (verdict != 0) {
        acceptTemplate(rows, at, verdict == 2)
        at += templateLength
        rows++
        continue
      }
    }
    const next = scanRow(rows, at, end, atEnd)
    if (next == INCOMPLETE) break
    if (next == UNCLOSED) {
      unclosed = true
      break
    }
    if (next > 0) {
      rows++
      considerTemplate(rows - 1, at, next, end)
      at = next
    } else {
      at = -next // A blank line: no row.
    }
  }
  position = at
  return rows
}

/** 0: the bytes at `at` are no row of the template's shape; 1: they are; 2: they are, with unusual bytes in them. */
@inline
function fits(at: i32): i32 {
  const quote = i8x16.splat(QUOTE)
  const lineFeed = i8x16.splat(LF)
  const length: usize = templateLength
  const masks = templateAt
  let bad = i64x2.splat(0)
  let odd = i64x2.splat(0)
  if (load<u8>(<usize>at + length - 1) != LF) return 0
  for (let i: usize = 0; i < length; i += 16) {
    const bytes = v128.load(<usize>at + i)
    const wrong = v128.and(v128.xor(bytes, v128.load(masks + EXPECTED + i)), v128.load(masks + STRUCTURE + i))
    const stray = v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, lineFeed))
    const content = v128.load(masks + CONTENT + i)
    bad = v128.or(bad, v128.or(wrong, v128.and(stray, content)))
    odd = v128.or(odd, v128.and(i8x16.lt_s(bytes, i8x16.splat(32)), content))
  }
  if (templateUnquoted) {
    const carriageReturn = i8x16.splat(CR)
    const comma = i8x16.splat(delimiter)
    for (let i: usize = 0; i < length; i += 16) {
      const bytes = v128.load(<usize>at + i)
      const stray = v128.or(i8x16.eq(bytes, comma), i8x16.eq(bytes, carriageReturn))
      bad = v128.or(bad, v128.and(stray, v128.load(masks + UNQUOTED + i)))
    }
  }
  if (v128.any_true(bad)) return 0
  return v128.any_true(odd) ? 2 : 1
}

@inline
function acceptTemplate(row: i32, at: i32, odd: bool): void {
  const offsets = templateAt + OFFSETS
  for (let slot = 0; slot < slotCount; slot++) {
    const cell = (<usize>(slot * capacity + row)) << 2
    store<i32>(startsAt + cell, at + load<i32>(offsets + ((<usize>slot) << 3)))
    store<i32>(endsAt + cell, at + load<i32>(offsets + ((<usize>slot) << 3), 4))
  }
  finishRow(row, at, at + templateContent, odd ? UNUSUAL : 0)
  line++
}

@inline
function finishRow(row: i32, start: i32, end: i32, flags: u8): void {
  const cell = (<usize>row) << 2
  store<i32>(rowStartsAt + cell, start)
  store<i32>(rowEndsAt + cell, end)
  store<i32>(linesAt + cell, line)
  store<u8>(flagsAt + <usize>row, flags)
}

@inline
function keepField(row: i32, field: i32, start: i32, end: i32): void {
  if (field >= fieldCount) return
  const slot = load<i32>(slotsAt + ((<usize>field) << 2))
  if (slot < 0) return
  const cell = (<usize>(slot * capacity + row)) << 2
  store<i32>(startsAt + cell, start)
  store<i32>(endsAt + cell, end)
}

/** The address of the next quote in [at, end), or end. */
@inline
function findQuote(at: i32, end: i32): i32 {
  const quote = i8x16.splat(QUOTE)
  while (at + 16 <= end) {
    const hits = i8x16.bitmask(i8x16.eq(v128.load(<usize>at), quote))
    if (hits != 0) return at + ctz(hits)
    at += 16
  }
  while (at < end && load<u8>(<usize>at) != QUOTE) at++
  return at
}

/** The address of the next delimiter, quote, LF or CR in [at, end), or end. */
@inline
function findStructure(at: i32, end: i32): i32 {
  const quote = i8x16.splat(QUOTE)
  const comma = i8x16.splat(delimiter)
  const lineFeed = i8x16.splat(LF)
  const carriageReturn = i8x16.splat(CR)
  while (at + 16 <= end) {
    const bytes = v128.load(<usize>at)
    const hits = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, comma)),
        v128.or(i8x16.eq(bytes, lineFeed), i8x16.eq(bytes, carriageReturn)),
      ),
    )
    if (hits != 0) return at + ctz(hits)
    at += 16
  }
  while (at < end) {
    const byte = load<u8>(<usize>at)
    if (byte == delimiter || byte == QUOTE || byte == LF || byte == CR) return at
    at++
  }
  return at
}

function countLineFeeds(at: i32, end: i32): i32 {
  const lineFeed = i8x16.splat(LF)
  let count = 0
  while (at + 16 <= end) {
    count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(<usize>at), lineFeed)))
    at += 16
  }
  while (at < end) {
    if (load<u8>(<usize>at) == LF) count++
    at++
  }
  return count
}

function hasUnusual(at: i32, end: i32): bool {
  while (at + 16 <= end) {
    if (v128.any_true(i8x16.lt_s(v128.load(<usize>at), i8x16.splat(32)))) return true
    at += 16
  }
  while (at < end) {
    if (<i8>load<u8>(<usize>at) < 32) return true
    at++
  }
  return false
}

/**
 * Scans one row field by field. Answers where the next begins; its negative for a blank line; INCOMPLETE where the
 * row's end is not in sight yet; UNCLOSED where it never comes.
 */
function scanRow(row: i32, start: i32, end: i32, atEnd: bool): i32 {
  let at = start
  let field = 0
  let flags: u8 = 0
  while (true) {
    if (at < end && load<u8>(<usize>at) == QUOTE) {
      const content = at + 1
      at = content
      while (true) {
        at = findQuote(at, end)
        if (at >= end) return atEnd ? UNCLOSED : INCOMPLETE
        if (at + 1 >= end) {
          if (!atEnd) return INCOMPLETE
          break
        }
        if (load<u8>(<usize>at + 1) != QUOTE) break
        flags |= ESCAPED
        at += 2
      }
      keepField(row, field, content, at)
      at++
      if (at < end) {
        const byte = load<u8>(<usize>at)
        if (byte != delimiter && byte != LF && byte != CR) return skipRow(row, start, at, end, atEnd, FAULT_AFTER_QUOTE)
      }
    } else {
      const content = at
      at = findStructure(at, end)
      if (at >= end && !atEnd) return INCOMPLETE
      if (at < end && load<u8>(<usize>at) == QUOTE) return skipRow(row, start, at, end, atEnd, FAULT_QUOTE_INSIDE)
      keepField(row, field, content, at)
    }
    if (at < end && load<u8>(<usize>at) == delimiter) {
      at++
      field++
      continue
    }
    break
  }
  // Here is the row's end: LF, CRLF, or the end of the object.
  const rowEnd = at
  if (at < end) {
    if (load<u8>(<usize>at) == CR) {
      if (at + 1 >= end) {
        if (!atEnd) return INCOMPLETE
        return skipRow(row, start, at, end, atEnd, FAULT_LONE_CR)
      }
      if (load<u8>(<usize>at + 1) != LF) return skipRow(row, start, at, end, atEnd, FAULT_LONE_CR)
      at++
    }
    at++
  }
  if (rowEnd == start && fieldCount > 1) {
    line++
    return -at
  }
  if (field + 1 < fieldCount) flags = FAULT_SHORT
  else if (field + 1 > fieldCount) flags = FAULT_LONG
  else if (hasUnusual(start, rowEnd)) flags |= UNUSUAL
  finishRow(row, start, rowEnd, flags)
  line += countLineFeeds(start, at)
  return at
}

/** A row whose quotes make no sense ends with its line. */
function skipRow(row: i32, start: i32, at: i32, end: i32, atEnd: bool, fault: u8): i32 {
  while (at < end && load<u8>(<usize>at) != LF) at++
  if (at >= end && !atEnd) return INCOMPLETE
  finishRow(row, start, at > start && at < end && load<u8>(<usize>at - 1) == CR ? at - 1 : at, fault)
  if (at < end) at++
  line += countLineFeeds(start, at)
  return at
}

/** Makes the row just scanned the template, if the next row looks as if it had the same shape. */
function considerTemplate(row: i32, start: i32, next: i32, end: i32): void {
  const length = next - start
  const flags = load<u8>(flagsAt + <usize>row)
  if (pause > 0) {
    pause--
    return
  }
  if ((flags & ~UNUSUAL) != 0 || length > TEMPLATE_BYTES || next + length > end) return
  if (load<u8>(<usize>next - 1) != LF || load<u8>(<usize>(next + length) - 1) != LF) return
  buildTemplate(row, start, length)
  if (fits(next) != 0) {
    nextPause = 1
  } else {
    pause = nextPause
    nextPause = min(nextPause * 2, MAX_PAUSE)
    templateLength = 0
  }
}

function buildTemplate(row: i32, start: i32, length: i32): void {
  memory.fill(templateAt, 0, OFFSETS)
  templateLength = length
  templateContent = load<i32>(rowEndsAt + ((<usize>row) << 2)) - start
  templateUnquoted = false
  let quoted = false
  for (let i = 0; i < length; i++) {
    const byte = load<u8>(<usize>(start + i))
    const lineEnd = i == length - 1 || (i == length - 2 && byte == CR && !quoted)
    if (byte == QUOTE || lineEnd || (!quoted && byte == delimiter)) {
      if (byte == QUOTE) quoted = !quoted
      store<u8>(templateAt + STRUCTURE + i, 0xff)
      store<u8>(templateAt + EXPECTED + i, byte)
    } else {
      if (!quoted) {
        templateUnquoted = true
        store<u8>(templateAt + UNQUOTED + i, 0xff)
      }
      store<u8>(templateAt + CONTENT + i, 0xff)
    }
  }
  for (let slot = 0; slot < slotCount; slot++) {
    const cell = (<usize>(slot * capacity + row)) << 2
    store<i32>(templateAt + OFFSETS + ((<usize>slot) << 3), load<i32>(startsAt + cell) - start)
    store<i32>(templateAt + OFFSETS + ((<usize>slot) << 3), load<i32>(endsAt + cell) - start, 4)
  }
}
