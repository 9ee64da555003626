// The inner loop of the JSON readers, in AssemblyScript, as csv-scan.ts is of the CSV reader: it finds the byte ranges of
// chosen keys of flat objects, one a line or one an element of an array, and decodes nothing.
//
// It takes a row only where it is certain: a well-formed object (RFC 8259) whose chosen keys have plain values, no key with
// an escape, and no more than MAX_DEPTH levels below. Every other row is marked INDIRECT and left to JSON.parse, which is
// the truth about it. So the two can differ in speed and in nothing else.

const QUOTE: u8 = 0x22
const BACKSLASH: u8 = 0x5c
const LF: u8 = 0x0a
const CR: u8 = 0x0d
const SPACE: u8 = 0x20
const TAB: u8 = 0x09
const COMMA: u8 = 0x2c
const COLON: u8 = 0x3a
const OPEN_BRACE: u8 = 0x7b
const CLOSE_BRACE: u8 = 0x7d
const OPEN_BRACKET: u8 = 0x5b
const CLOSE_BRACKET: u8 = 0x5d

/** Flags of a row, as src/rows/row-block.ts names them. */
const ESCAPED: u8 = 1
const UNUSUAL: u8 = 2
const INDIRECT: u8 = 4

const MAX_DEPTH: i32 = 64
/** No position: what was scanned is not well-formed, or not certain. */
const NONE: i32 = 0

/** Layouts of an object. */
const LINES: i32 = 0
const SINGLE: i32 = 2

/** Where the scan of an array stands. */
const FIRST: i32 = 0
const AFTER: i32 = 1
const ELEMENT: i32 = 2
const CLOSED: i32 = 3

let slotCount: i32 = 0
let capacity: i32 = 0
let startsAt: usize = 0
let endsAt: usize = 0
let rowStartsAt: usize = 0
let rowEndsAt: usize = 0
let linesAt: usize = 0
let flagsAt: usize = 0
let keysAt: usize = 0
let layout: i32 = 0
let state: i32 = 0

/** After a scan: the address of the first byte that no row covers. */
export let position: i32 = 0
/** The line number of that byte, counted from 1 by line feeds. */
export let line: i32 = 1
/** Whether the scan stopped at a byte that cannot stand between the elements of an array, or after it. */
export let broken: bool = false

// Set by the string scanner for the value it has just passed.
let sawEscape: bool = false
let sawUnusual: bool = false

/** `keysAddress`: for each slot the address and the length of its key's bytes, 4 bytes each. */
export function configure(
  slots: i32,
  rows: i32,
  startsAddress: usize,
  endsAddress: usize,
  rowStartsAddress: usize,
  rowEndsAddress: usize,
  linesAddress: usize,
  flagsAddress: usize,
  keysAddress: usize,
): void {
  slotCount = slots
  capacity = rows
  startsAt = startsAddress
  endsAt = endsAddress
  rowStartsAt = rowStartsAddress
  rowEndsAt = rowEndsAddress
  linesAt = linesAddress
  flagsAt = flagsAddress
  keysAt = keysAddress
}

/** Starts an object of JSON lines (0), the inside of an array (1), or a single element and no more (2). */
export function begin(objectLayout: i32, firstLine: i32): void {
  layout = objectLayout
  state = FIRST
  line = firstLine
  broken = false
}

/** Whether an array has been closed, or the single element been met. */
export function isClosed(): bool {
  return state == CLOSED || (layout == SINGLE && state == AFTER)
}

/** Finds up to `capacity` rows from `from` to `end`; `atEnd` says that the object ends there. Answers how many. */
export function scan(from: i32, end: i32, atEnd: bool): i32 {
  position = from
  let rows = 0
  while (rows < capacity && position < end) {
    const found = layout == LINES ? scanLine(rows, end, atEnd) : scanElement(rows, end, atEnd)
    if (found < 0 || broken) break
    rows += found
  }
  return rows
}

/** 1: a row; 0: a blank line; -1: its end is not in sight. */
function scanLine(row: i32, end: i32, atEnd: bool): i32 {
  const start = position
  const lineEnd = findLineFeed(start, end)
  if (lineEnd >= end && !atEnd) return -1
  const content = skipSpace(start, lineEnd)
  if (content < lineEnd) takeRow(row, content, trimEnd(content, lineEnd))
  line++
  position = min(lineEnd + 1, end)
  return content < lineEnd ? 1 : 0
}

/** 1: a row; 0: a step between two; -1: more bytes are needed, or none can help (`broken`). */
function scanElement(row: i32, end: i32, atEnd: bool): i32 {
  const start = skipSpace(position, end)
  line += countLineFeeds(position, start)
  position = start
  if (start >= end) return -1
  const byte = load<u8>(<usize>start)
  if (isClosed()) {
    broken = true
    return -1
  }
  if (byte == CLOSE_BRACKET && state != ELEMENT && layout != SINGLE) {
    state = CLOSED
    position++
    return 0
  }
  if (state == AFTER) {
    if (byte != COMMA) {
      broken = true
      return -1
    }
    state = ELEMENT
    position++
    return 0
  }
  const elementEnd = findElementEnd(start, end)
  if (elementEnd == NONE || (elementEnd == end && !atEnd)) {
    broken = atEnd
    return -1
  }
  takeRow(row, start, elementEnd)
  line += countLineFeeds(start, elementEnd)
  position = elementEnd
  state = AFTER
  return 1
}

function takeRow(row: i32, start: i32, end: i32): void {
  for (let slot = 0; slot < slotCount; slot++) setField(row, slot, 0, 0)
  const cell = (<usize>row) << 2
  store<i32>(rowStartsAt + cell, start)
  store<i32>(rowEndsAt + cell, end)
  store<i32>(linesAt + cell, line)
  const flags = takeObject(row, start, end)
  store<u8>(flagsAt + <usize>row, flags)
  if (flags == INDIRECT) for (let slot = 0; slot < slotCount; slot++) setField(row, slot, 0, 0)
}

@inline
function setField(row: i32, slot: i32, start: i32, end: i32): void {
  const cell = (<usize>(slot * capacity + row)) << 2
  store<i32>(startsAt + cell, start)
  store<i32>(endsAt + cell, end)
}

/** The row's flags; INDIRECT where it is not taken. */
function takeObject(row: i32, start: i32, end: i32): u8 {
  let flags: u8 = 0
  if (load<u8>(<usize>start) != OPEN_BRACE) return INDIRECT
  let at = skipSpace(start + 1, end)
  if (at < end && load<u8>(<usize>at) == CLOSE_BRACE) return at + 1 == end ? flags : INDIRECT
  while (true) {
    // The key.
    if (at >= end || load<u8>(<usize>at) != QUOTE) return INDIRECT
    const keyStart = at + 1
    at = skipString(keyStart, end)
    if (at == NONE || sawEscape) return INDIRECT
    const slot = slotOf(keyStart, at - 1)
    at = skipSpace(at, end)
    if (at >= end || load<u8>(<usize>at) != COLON) return INDIRECT
    at = skipSpace(at + 1, end)
    if (at >= end) return INDIRECT
    // The value.
    const valueStart = at
    const first = load<u8>(<usize>at)
    const isNested = first == OPEN_BRACE || first == OPEN_BRACKET
    if (isNested && slot >= 0) return INDIRECT
    at = skipValue(at, end, 0)
    if (at == NONE) return INDIRECT
    if (slot >= 0) {
      if (first == QUOTE) {
        setField(row, slot, valueStart + 1, at - 1)
        if (sawEscape) flags |= ESCAPED
        if (sawUnusual) flags |= UNUSUAL
      } else if (first == 0x6e) {
        setField(row, slot, 0, 0) // null
      } else {
        setField(row, slot, valueStart, at)
      }
    }
    at = skipSpace(at, end)
    if (at >= end) return INDIRECT
    const byte = load<u8>(<usize>at)
    if (byte == CLOSE_BRACE) return at + 1 == end ? flags : INDIRECT
    if (byte != COMMA) return INDIRECT
    at = skipSpace(at + 1, end)
  }
}

function slotOf(start: i32, end: i32): i32 {
  const length = end - start
  for (let slot = 0; slot < slotCount; slot++) {
    const entry = keysAt + ((<usize>slot) << 3)
    if (load<i32>(entry, 4) == length && memory.compare(load<i32>(entry), start, length) == 0) return slot
  }
  return -1
}

/** Where the value that begins at `at` ends; NONE where it is not well-formed up to `end`. */
function skipValue(at: i32, end: i32, depth: i32): i32 {
  const first = load<u8>(<usize>at)
  if (first == QUOTE) return skipString(at + 1, end)
  if (first == OPEN_BRACE || first == OPEN_BRACKET) return depth < MAX_DEPTH ? skipContainer(at, end, depth) : NONE
  if (first == 0x74) return skipWord(at, end, 0x65757274, 4) // "true", its bytes from the last
  if (first == 0x6e) return skipWord(at, end, 0x6c6c756e, 4) // "null"
  if (first == 0x66) return skipWord(at + 1, end, 0x65736c61, 4) // "false" after its f
  return skipNumber(at, end)
}

function skipWord(at: i32, end: i32, word: u32, length: i32): i32 {
  return at + length <= end && load<u32>(<usize>at) == word ? at + length : NONE
}

function skipContainer(start: i32, end: i32, depth: i32): i32 {
  const isObject = load<u8>(<usize>start) == OPEN_BRACE
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET
  let at = skipSpace(start + 1, end)
  if (at < end && load<u8>(<usize>at) == close) return at + 1
  while (at < end) {
    if (isObject) {
      if (load<u8>(<usize>at) != QUOTE) return NONE
      at = skipString(at + 1, end)
      if (at == NONE) return NONE
      at = skipSpace(at, end)
      if (at >= end || load<u8>(<usize>at) != COLON) return NONE
      at = skipSpace(at + 1, end)
      if (at >= end) return NONE
    }
    at = skipValue(at, end, depth + 1)
    if (at == NONE) return NONE
    at = skipSpace(at, end)
    if (at >= end) return NONE
    const byte = load<u8>(<usize>at)
    if (byte == close) return at + 1
    if (byte != COMMA) return NONE
    at = skipSpace(at + 1, end)
  }
  return NONE
}

function skipNumber(start: i32, end: i32): i32 {
  let at = start
  if (load<u8>(<usize>at) == 0x2d) at++
  const whole = skipDigits(at, end)
  if (whole == at || (whole - at > 1 && load<u8>(<usize>at) == 0x30)) return NONE
  at = whole
  if (at < end && load<u8>(<usize>at) == 0x2e) {
    const fraction = skipDigits(at + 1, end)
    if (fraction == at + 1) return NONE
    at = fraction
  }
  if (at < end && (load<u8>(<usize>at) | 0x20) == 0x65) {
    at++
    if (at < end && (load<u8>(<usize>at) == 0x2b || load<u8>(<usize>at) == 0x2d)) at++
    const exponent = skipDigits(at, end)
    if (exponent == at) return NONE
    at = exponent
  }
  return at
}

@inline
function skipDigits(start: i32, end: i32): i32 {
  let at = start
  while (at < end && <u8>(load<u8>(<usize>at) - 0x30) <= 9) at++
  return at
}

/** From behind the opening quote to behind the closing one; sets `sawEscape` and `sawUnusual`. */
function skipString(start: i32, end: i32): i32 {
  const quote = i8x16.splat(QUOTE)
  const backslash = i8x16.splat(BACKSLASH)
  const space = i8x16.splat(SPACE)
  sawEscape = false
  sawUnusual = false
  let at = start
  while (at < end) {
    if (at + 16 <= end) {
      const bytes = v128.load(<usize>at)
      // Signed: bytes of 0x80 and more are below the space too, as control characters are.
      const hits = i8x16.bitmask(
        v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), i8x16.lt_s(bytes, space)),
      )
      if (hits == 0) {
        at += 16
        continue
      }
      at += ctz(hits)
    }
    const byte = load<u8>(<usize>at)
    if (byte == QUOTE) return at + 1
    if (byte == BACKSLASH) {
      sawEscape = true
      at = skipEscape(at + 1, end)
      if (at == NONE) return NONE
      continue
    }
    if (byte < SPACE) return NONE
    if (byte >= 0x80) sawUnusual = true
    at++
  }
  return NONE
}

function skipEscape(at: i32, end: i32): i32 {
  if (at >= end) return NONE
  const byte = load<u8>(<usize>at)
  if (byte == 0x75) {
    if (at + 5 > end) return NONE
    for (let i = 1; i <= 4; i++) {
      const digit = load<u8>(<usize>(at + i))
      const isHex = <u8>(digit - 0x30) <= 9 || <u8>((digit | 0x20) - 0x61) <= 5
      if (!isHex) return NONE
    }
    return at + 5
  }
  const isKnown =
    byte == QUOTE || byte == BACKSLASH || byte == 0x2f || byte == 0x62 || byte == 0x66 || byte == 0x6e ||
    byte == 0x72 || byte == 0x74
  return isKnown ? at + 1 : NONE
}

/**
 * Where an array's element ends, by its brackets and strings alone: it may turn out not to be well-formed. NONE where no
 * end is in sight.
 */
function findElementEnd(start: i32, end: i32): i32 {
  let depth = 0
  let at = start
  while (at < end) {
    const byte = load<u8>(<usize>at)
    if (byte == QUOTE) {
      at = findStringEnd(at + 1, end)
      if (at == NONE) return NONE
      if (depth == 0) return at
      continue
    }
    if (byte == OPEN_BRACE || byte == OPEN_BRACKET) {
      depth++
    } else if (byte == CLOSE_BRACE || byte == CLOSE_BRACKET) {
      if (depth == 0) return at
      depth--
      if (depth == 0) return at + 1
    } else if (depth == 0 && (byte == COMMA || isSpace(byte))) {
      // An element that is nothing at all is an empty row: JSON.parse says what is wrong with it.
      return at
    }
    at++
  }
  return depth == 0 ? at : NONE
}

function findStringEnd(start: i32, end: i32): i32 {
  let at = start
  while (at < end) {
    const byte = load<u8>(<usize>at)
    if (byte == QUOTE) return at + 1
    at += byte == BACKSLASH ? 2 : 1
  }
  return NONE
}

@inline
function isSpace(byte: u8): bool {
  return byte == SPACE || byte == LF || byte == CR || byte == TAB
}

@inline
function skipSpace(start: i32, end: i32): i32 {
  let at = start
  while (at < end && isSpace(load<u8>(<usize>at))) at++
  return at
}

function trimEnd(start: i32, end: i32): i32 {
  let at = end
  while (at > start && isSpace(load<u8>(<usize>at - 1))) at--
  return at
}

function findLineFeed(start: i32, end: i32): i32 {
  const lineFeed = i8x16.splat(LF)
  let at = start
  while (at + 16 <= end) {
    const hits = i8x16.bitmask(i8x16.eq(v128.load(<usize>at), lineFeed))
    if (hits != 0) return at + ctz(hits)
    at += 16
  }
  while (at < end && load<u8>(<usize>at) != LF) at++
  return at
}

function countLineFeeds(start: i32, end: i32): i32 {
  let count = 0
  let at = findLineFeed(start, end)
  while (at < end) {
    count++
    at = findLineFeed(at + 1, end)
  }
  return count
}
