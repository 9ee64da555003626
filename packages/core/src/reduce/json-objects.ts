import type { ObjectReader } from "../store/object-store.ts"
import { type ByteWindow, makeByteWindow } from "./byte-window.ts"
import { splitJsonList } from "./json-list.ts"

const NEWLINE = 0x0a
const OPEN_LIST = 0x5b

/**
 * Reads the JSON objects of a file one after the other: one a line, or the elements of one array.
 *
 * Memory is held for the largest object only, which may have `limit` bytes. Throws `SyntaxError`, with the byte's number,
 * for anything else in the file and where it ends too early.
 */
export async function* readJsonObjects(reader: ObjectReader, limit: number): AsyncGenerator<object> {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const window = makeByteWindow(reader, limit)
  const isList = (await skipSpace(window)) === OPEN_LIST
  for await (const text of isList ? splitJsonList(window) : splitLines(window)) {
    const value = decode(decoder, text, window.offset())
    if (value !== null) yield value
  }
}

/** The first byte that is no space, or null where there is none. */
async function skipSpace(window: ByteWindow): Promise<number | null> {
  do {
    const bytes = window.bytes()
    const first = bytes.findIndex((byte) => byte > 0x20)
    window.drop(first === -1 ? bytes.length : first)
    if (first !== -1) return window.bytes()[0]!
  } while (await window.more())
  return null
}

async function* splitLines(window: ByteWindow): AsyncGenerator<Uint8Array> {
  let searched = 0
  do {
    const bytes = window.bytes()
    let begin = 0
    for (let end = bytes.indexOf(NEWLINE, searched); end !== -1; end = bytes.indexOf(NEWLINE, begin)) {
      yield bytes.subarray(begin, end)
      begin = end + 1
    }
    window.drop(begin)
    searched = bytes.length - begin
  } while (await window.more())
  yield window.bytes()
}

/** Null for a line without anything. `offset` tells roughly where in the file it is. */
function decode(decoder: TextDecoder, bytes: Uint8Array, offset: number): object | null {
  const text = decoder.decode(bytes).trim()
  if (text === "") return null
  const value: unknown = JSON.parse(text)
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value
  throw new SyntaxError(`near byte ${offset} is ${text.slice(0, 100)}, and only objects may be there`)
}
