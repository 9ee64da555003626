import type { ByteWindow } from "./byte-window.ts"

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const COMMA = 0x2c
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d])

/** Answers the texts of the objects in one JSON array. Throws `SyntaxError`, with the byte's number, for anything else. */
export async function* splitJsonList(window: ByteWindow): AsyncGenerator<Uint8Array> {
  const scanner = makeScanner()
  let scanned = 0
  do {
    const bytes = window.bytes()
    let begin = 0
    for (; scanned < bytes.length; scanned++) {
      const event = scanner.take(bytes[scanned]!, window.offset() + scanned)
      if (event === "begin") begin = scanned
      if (event !== "end") continue
      yield bytes.subarray(begin, scanned + 1)
      begin = scanned + 1
    }
    const done = scanner.isInside() ? begin : scanned
    window.drop(done)
    scanned -= done
  } while (await window.more())
  scanner.finish(window.offset() + scanned)
}

/** Finds where objects begin and end, byte by byte; what is inside them is left to JSON.parse. */
function makeScanner() {
  let depth = 0
  let isString = false
  let isEscaped = false
  /** Between objects: what has been, and so what may follow. */
  let before: "nothing" | "open" | "object" | "comma" | "close" = "nothing"

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
    if (SPACES.has(byte)) return null
    if (byte === OPEN && (before === "open" || before === "comma")) {
      depth = 1
      before = "object"
      return "begin"
    }
    if (byte === OPEN_LIST && before === "nothing") before = "open"
    else if (byte === COMMA && before === "object") before = "comma"
    else if (byte === CLOSE_LIST && (before === "open" || before === "object")) before = "close"
    else
      throw new SyntaxError(`byte ${at} (${JSON.stringify(String.fromCharCode(byte))}) belongs to no object`)
    return null
  }

  return {
    take: (byte: number, at: number) => (depth > 0 ? takeInside(byte) : takeBetween(byte, at)),
    isInside: () => depth > 0,
    finish(at: number): void {
      if (depth > 0) throw new SyntaxError(`it ends at byte ${at}, inside an object`)
      if (before !== "close") throw new SyntaxError(`it ends at byte ${at}, before the end of its list`)
    },
  }
}
