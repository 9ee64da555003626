import type { ObjectReader } from "../store/object-store.ts"

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const COMMA = 0x2c
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d])

const FIRST_BUFFER = 64 * 1024

/**
 * Reads the JSON objects of a file one after the other: the elements of one array, or values on lines of their own.
 *
 * Memory is held for the largest object only, which may have `limit` bytes. Throws `SyntaxError`, with the byte's number,
 * for anything else in the file and where it ends too early.
 */
export async function* readJsonObjects(reader: ObjectReader, limit: number): AsyncGenerator<object> {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const scanner = makeScanner()
  let buffer = new Uint8Array(Math.min(FIRST_BUFFER, limit))
  let filled = 0
  let scanned = 0
  let offset = 0
  while (true) {
    const count = await reader.read(buffer.subarray(filled))
    if (count === 0) break
    filled += count
    let kept = 0
    for (; scanned < filled; scanned++) {
      const event = scanner.take(buffer[scanned]!, offset + scanned)
      if (event === "begin") kept = scanned
      if (event !== "end") continue
      yield JSON.parse(decoder.decode(buffer.subarray(kept, scanned + 1)))
      kept = scanned + 1
    }
    if (!scanner.isInside()) kept = filled
    buffer.copyWithin(0, kept, filled)
    offset += kept
    filled -= kept
    scanned -= kept
    if (filled === buffer.length) buffer = grow(buffer, limit, offset)
  }
  scanner.finish(offset + filled)
}

function grow(buffer: Uint8Array, limit: number, offset: number): Uint8Array<ArrayBuffer> {
  if (buffer.length >= limit)
    throw new SyntaxError(`the object at byte ${offset} has more than ${limit} bytes`)
  const larger = new Uint8Array(Math.min(buffer.length * 2, limit))
  larger.set(buffer)
  return larger
}

/** Finds where objects begin and end; what is inside them is left to JSON.parse. One byte at a time, since it keeps state. */
function makeScanner() {
  let depth = 0
  let isString = false
  let isEscaped = false
  let list: "none" | "open" | "closed" = "none"
  /** What may come next between the objects of a list: `[{},{}]`. */
  let isCommaDue = false
  let isObjectDue = false
  let isFirst = true

  function takeInside(byte: number): "end" | null {
    if (isEscaped) isEscaped = false
    else if (isString) {
      if (byte === BACKSLASH) isEscaped = true
      else if (byte === QUOTE) isString = false
    } else if (byte === QUOTE) isString = true
    else if (byte === OPEN) depth++
    else if (byte === CLOSE && --depth === 0) return "end"
    return null
  }

  function takeBetween(byte: number, at: number): "begin" | null {
    const wasFirst = isFirst
    if (SPACES.has(byte)) return null
    isFirst = false
    if (byte === OPEN && list !== "closed" && !isCommaDue) {
      depth = 1
      isCommaDue = list === "open"
      isObjectDue = false
      return "begin"
    }
    if (byte === OPEN_LIST && wasFirst) list = "open"
    else if (byte === COMMA && isCommaDue) {
      isCommaDue = false
      isObjectDue = true
    } else if (byte === CLOSE_LIST && list === "open" && !isObjectDue) {
      list = "closed"
      isCommaDue = false
    } else
      throw new SyntaxError(`byte ${at} (${JSON.stringify(String.fromCharCode(byte))}) belongs to no object`)
    return null
  }

  return {
    take: (byte: number, at: number) => (depth > 0 ? takeInside(byte) : takeBetween(byte, at)),
    isInside: () => depth > 0,
    finish(at: number): void {
      if (depth > 0) throw new SyntaxError(`it ends at byte ${at}, inside an object`)
      if (list === "open") throw new SyntaxError(`it ends at byte ${at}, before the end of its list`)
    },
  }
}
