import { CutJson, EmptyObject, MalformedJson } from "../errors.ts"
import {
  ABSENT,
  BLOCK_ROWS,
  ESCAPED,
  FAULT,
  type FieldFault,
  INDIRECT,
  NOT_UTF8,
  type RowBlock,
} from "../rows/row-block.ts"
import type { RowReader } from "../rows/row-reader.ts"
import { makeScanReader } from "../rows/scan-reader.ts"
import { decodeUtf8, decodeUtf8Leniently } from "../rows/utf8.ts"
import { makeWindow, WINDOW_BYTES, type Window } from "../rows/window.ts"
import { makeJsonKernel } from "./json-kernel.ts"
import { decodeJsonRow, type JsonRow } from "./json-row.ts"

const OPEN_BRACKET = 0x5b
const WHITE_SPACE = [0x20, 0x09, 0x0a, 0x0d]
const LF = 0x0a

/** The scanner's numbers for what an object holds. */
const LAYOUTS = { lines: 0, array: 1, single: 2 } as const

/**
 * Reads JSON objects: `lines` with one record a line (blank lines are no rows), `document` with an array of records, or
 * with one record. `keys` are the records' keys that the slots stand for, in their order.
 *
 * A line that is no record is a faulty row. A document that is no JSON fails as a whole: nobody can say where its next
 * record begins.
 */
export function makeJsonReader(
  keys: readonly string[],
  form: "lines" | "document",
  windowBytes = WINDOW_BYTES,
): RowReader {
  const { scan, scanner } = makeJsonKernel(keys, windowBytes)
  let isArray = false
  /** Rows of the object before the current block. */
  let rowsBefore = 0
  let blockRows = 0

  function takeHead(window: Window): boolean {
    const bytes = window.bytes()
    // Fewer bytes could be the beginning of a byte order mark.
    if (bytes.length < 3 && !window.atEnd) return false
    const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
    let at = start
    while (at < bytes.length && WHITE_SPACE.includes(bytes[at]!)) at++
    if (at === bytes.length) {
      if (window.atEnd) throw new EmptyObject()
      return false
    }
    isArray = form === "document" && bytes[at] === OPEN_BRACKET
    let line = 1
    const head = form === "lines" ? start : isArray ? at + 1 : at
    for (let index = start; index < head; index++) if (bytes[index] === LF) line++
    scanner.begin(form === "lines" ? LAYOUTS.lines : isArray ? LAYOUTS.array : LAYOUTS.single, line)
    window.advance(window.from + head)
    return true
  }

  function findRows(window: Window): number {
    rowsBefore += blockRows
    const count = scanner.scan(window.from, window.end, window.atEnd ? 1 : 0)
    blockRows = count
    window.advance(scanner.position.value)
    if (scanner.broken.value && count === 0) {
      if (scanner.isClosed())
        throw new MalformedJson(scanner.line.value, "something follows the end of the document")
      throw new CutJson(scanner.line.value, rowsBefore)
    }
    return count
  }

  function makeBlock(count: number): RowBlock {
    const { bytes, starts, ends, rowStarts, rowEnds, lines, flags } = scan.views()
    const raw = (row: number) => decodeUtf8Leniently(bytes.subarray(rowStarts[row], rowEnds[row]))
    const indirect = new Map<number, JsonRow>()
    for (let row = 0; row < count; row++) {
      if ((flags[row]! & INDIRECT) === 0) continue
      const decoded = decodeRow(bytes.subarray(rowStarts[row], rowEnds[row]))
      indirect.set(row, decoded)
      if (!("fault" in decoded)) continue
      flags[row] = FAULT
      if (form === "document" && decoded.fault.rule === "json") {
        throw new MalformedJson(lines[row]!, `record ${rowsBefore + row} ${decoded.fault.message}`)
      }
    }

    function text(row: number, slot: number): string | FieldFault {
      const decoded = indirect.get(row)
      if (decoded !== undefined) return "fault" in decoded ? decoded.fault : (decoded.texts[slot] ?? ABSENT)
      const cell = slot * BLOCK_ROWS + row
      if (starts[cell] === 0) return ABSENT
      const written = decodeUtf8(bytes.subarray(starts[cell], ends[cell]))
      if (written === null) return NOT_UTF8
      return (flags[row]! & ESCAPED) !== 0 ? unescapeText(bytes, starts[cell]!, written) : written
    }

    return {
      count,
      capacity: BLOCK_ROWS,
      bytes,
      starts,
      ends,
      lines,
      flags,
      text,
      fault: (row) => {
        const decoded = indirect.get(row)
        return decoded !== undefined && "fault" in decoded ? decoded.fault : null
      },
      raw,
      path: (row, column) => (isArray ? `$[${rowsBefore + row}].${column}` : `$.${column}`),
    }
  }

  /** Like the scanner, it looks for bytes that are no UTF-8 in the texts that are asked for, and nowhere else. */
  function decodeRow(bytes: Uint8Array): JsonRow {
    const source = decodeUtf8(bytes)
    if (source !== null) return decodeJsonRow(source, keys)
    const decoded = decodeJsonRow(decodeUtf8Leniently(bytes), keys)
    if ("fault" in decoded) return decoded
    const isDamaged = (text: string | FieldFault) => typeof text === "string" && text.includes("\ufffd")
    return { texts: decoded.texts.map((text) => (isDamaged(text) ? NOT_UTF8 : text)) }
  }

  return makeScanReader(makeWindow(scan), {
    begin: () => {
      rowsBefore = 0
      blockRows = 0
    },
    takeHead,
    scan: findRows,
    line: () => scanner.line.value,
    finish: () => {
      if (form === "document" && !scanner.isClosed())
        throw new CutJson(scanner.line.value, rowsBefore + blockRows)
    },
    makeBlock,
  })
}

/** A number, true or false has no backslash; what has one is a string, and well-formed: the scanner has seen to it. */
function unescapeText(bytes: Uint8Array, start: number, written: string): string {
  const isString = bytes[start - 1] === 0x22
  return isString && written.includes("\\") ? (JSON.parse(`"${written}"`) as string) : written
}
