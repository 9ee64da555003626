import { describe, expect, test } from "vitest"
import type { ObjectReader } from "../store/object-store.ts"
import { readJsonObjects } from "./json-objects.ts"

/** Hands the text out in pieces of `step` bytes. */
function readerOf(text: string | Uint8Array, step = 1): ObjectReader {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text
  let at = 0
  return {
    size: bytes.length,
    etag: '"1"',
    read(into) {
      const piece = bytes.subarray(at, at + Math.min(step, into.length))
      into.set(piece)
      at += piece.length
      return piece.length
    },
    close() {},
  }
}

async function readAll(reader: ObjectReader, limit = 1_000): Promise<object[]> {
  const all: object[] = []
  for await (const value of readJsonObjects(reader, limit)) all.push(value)
  return all
}

const VALUES = [
  { a: 1 },
  {},
  { text: 'brackets }]{[ , and \\" quotes "', nested: { list: [{}, [], "]"] } },
  { "é😀": "\\" },
]

describe("readJsonObjects", () => {
  test.each([1, 2, 7, 1_000])("reads lines and lists the same, in pieces of %i bytes", async (step) => {
    const lines = VALUES.map((value) => `${JSON.stringify(value)}\n`).join("")
    for (const text of [
      lines,
      lines.trim(),
      lines.replaceAll("\n", "\r\n\n"),
      JSON.stringify(VALUES),
      ` [\n${VALUES.map((value) => JSON.stringify(value, null, 2)).join(" ,\n")} ]\n`,
    ])
      expect(await readAll(readerOf(text, step))).toEqual(VALUES)
  })

  test.each(["", " \n", "[]", "[ ]\n"])("finds nothing in %j", async (text) => {
    expect(await readAll(readerOf(text))).toEqual([])
  })

  test.each([
    ['[{"a":1', "ends at byte 7, inside an object"],
    ['[{"a":"}', "ends at byte 8, inside an object"],
    ['[{"a":1},', "before the end of its list"],
    ['[{"a":1}', "before the end of its list"],
    ["[{},]", 'byte 4 ("]") belongs to no object'],
    ["[,{}]", 'byte 1 (",") belongs to no object'],
    ["[{} {}]", 'byte 4 ("{") belongs to no object'],
    ["[{}]{}", 'byte 4 ("{") belongs to no object'],
    ["[{}] []", 'byte 5 ("[") belongs to no object'],
    ["[1]", 'byte 1 ("1") belongs to no object'],
    ['{"a":1', "JSON"],
    ['{"a":1}\n{"a', "JSON"],
    ["{},{}", "JSON"],
    ["{}]", "JSON"],
    ['{"a":}', "JSON"],
    ["{}\n[{}]", "is [{}], and only objects may be there"],
    ['"text"', 'near byte 0 is "text", and only objects may be there'],
    ["null", "only objects may be there"],
  ])("refuses %j", async (text, message) => {
    for (const step of [1, 1_000]) {
      const thrown = await readAll(readerOf(text, step)).catch((error) => error)
      expect(thrown).toBeInstanceOf(SyntaxError)
      expect(thrown.message).toContain(message)
    }
  })

  test("refuses an object above the limit, and holds no more than that", async () => {
    const value = { text: "x".repeat(89) }
    expect(JSON.stringify(value)).toHaveLength(100)
    const lines = `${JSON.stringify(value)}\n`.repeat(50)
    expect(await readAll(readerOf(lines, 33), 101)).toHaveLength(50)
    await expect(readAll(readerOf(lines, 33), 99)).rejects.toThrow(
      "the object at byte 0 has more than 99 bytes",
    )
  })

  test("grows its buffer for a large object in the middle", async () => {
    const values = [{ a: 1 }, { text: "x".repeat(300_000) }, { b: 2 }]
    const lines = values.map((value) => JSON.stringify(value)).join("\n")
    expect(await readAll(readerOf(lines, 50_000), 1_000_000)).toEqual(values)
  })

  test("refuses bytes that are no UTF-8", async () => {
    const bytes = new TextEncoder().encode('{"a":"x"}')
    bytes[6] = 0xff
    await expect(readAll(readerOf(bytes))).rejects.toThrow()
  })
})
