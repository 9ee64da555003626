import { describe, expect, test } from "vitest"
import { MAX_ROW_BYTES } from "../rows/window.ts"
import { makeCsvReader } from "./csv-reader.ts"
import { makeSource, readAll, readText } from "./read-all.fixture.ts"

const texts = async (...given: Parameters<typeof readText>) =>
  (await readText(...given)).map((row) => row.texts)

describe("the CSV reader", () => {
  test.each([
    ["skips a byte order mark", "﻿a,b\n1,2\n", [["1", "2"]]],
    [
      "takes CRLF line ends",
      "a,b\r\n1,2\r\n3,4\r\n",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      "takes a last row without a line end",
      "a,b\n1,2\n3,4",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    ["answers no rows for a header alone", "a,b\n", []],
    ["answers no rows for a header alone without a line end", "a,b", []],
    [
      "skips blank lines",
      "a,b\n\n1,2\n\r\n\n3,4\n\n",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    ["keeps line ends and delimiters inside quotes", 'a,b\n"1\n2\r\n3","x,y"\n', [["1\n2\r\n3", "x,y"]]],
    ["makes a doubled quote one", 'a,b\n"say ""hi""",""""\n', [['say "hi"', '"']]],
    [
      "takes nothing, quoted or not, as an empty text",
      'a,b\n,""\n"",\n',
      [
        ["", ""],
        ["", ""],
      ],
    ],
    ["keeps spaces around unquoted text", "a,b\n 1 , 2\n", [[" 1 ", " 2"]]],
    [
      "answers null for a text that is no UTF-8",
      Uint8Array.of(...[..."a,b\n1,"].map((c) => c.charCodeAt(0)), 0xff, 0x0a),
      [["1", null]],
    ],
    ["finds columns in any order, among others, under quoted names", '"x","b","a"\n9,2,1\n', [["1", "2"]]],
  ] as const)("%s", async (_, text, rows) => {
    expect(await texts(text as string, ["a", "b"])).toEqual(rows)
  })

  test("takes a blank line as a row where there is one column", async () => {
    expect(await texts("a\n1\n\n2\n", ["a"])).toEqual([["1"], [""], ["2"]])
  })

  test.each([
    ["a row with fewer fields", "1", "short-row", "has fewer fields than the header"],
    ["a row with more fields", "1,2,3", "long-row", "has more fields than the header"],
    ["a quote inside an unquoted field", '1"2,3', "quote", "has a quote inside an unquoted field"],
    ["text after a closing quote", '"1"2,3', "quote", "has text after a closing quote"],
    ["a carriage return alone", "1\r2,3", "lone-cr", "has a carriage return that no line feed follows"],
  ])("faults %s, and reads on", async (_, bad, rule, message) => {
    const rows = await readText(`a,b\n1,2\n${bad}\r\n3,4\n`, ["a", "b"])
    expect(rows.map((row) => row.texts)).toEqual([["1", "2"], [], ["3", "4"]])
    expect(rows[1]).toMatchObject({ line: 3, raw: bad, issue: { rule, message } })
  })

  test("ends a row at fault with its line, whatever its quotes say", async () => {
    const rows = await readText('a,b\nx"1,"2\n3",4\n5,6\n', ["a", "b"])
    expect(rows.map(({ line, raw, fault }) => [line, raw, fault])).toEqual([
      [2, 'x"1,"2', 3],
      [3, '3",4', 3],
      [4, "5,6", 0],
    ])
  })

  test("counts lines by line feeds, those in quotes and in the header too", async () => {
    const rows = await readText('a,"b\nc"\n"1\n2",3\n\n4,5\n', ["a"])
    expect(rows.map((row) => row.line)).toEqual([3, 6])
  })

  test.each([
    ["an empty object", "", "EmptyObject", "is empty: "],
    ["a byte order mark alone", "﻿", "EmptyObject", "is empty"],
    ["a missing column", "a,B\n1,2\n", "MissingColumn", 'no column "b"; it has "a", "B"'],
    ["a column that is there twice", "a,b,a\n", "DuplicateColumn", 'column "a" twice'],
    [
      "a quote that is never closed",
      'a,b\n1,2\n"3\n4,5\n',
      "UnclosedQuote",
      "line 3: a quote is opened and never closed",
    ],
    [
      "a header whose quote is never closed",
      'a,"b\n1,2\n',
      "MalformedHeader",
      "line 1: the header has a quote that is never",
    ],
    ["a stray quote in the header", 'a,b"c\n', "MalformedHeader", "stray quote in column 2"],
    [
      "a carriage return alone in the header",
      "a,b\r1,2\n",
      "MalformedHeader",
      "carriage return that no line feed follows",
    ],
    [
      "a header that is no UTF-8",
      Uint8Array.of(0x61, 0x2c, 0xff, 0x0a),
      "MalformedHeader",
      "no UTF-8 in column 2",
    ],
    [
      "more columns than there is room for",
      `a,b${",".repeat(8_191)}\n`,
      "MalformedHeader",
      "more than 8192 columns",
    ],
  ])("refuses %s", async (_, text, name, message) => {
    const error = await readText(text, ["a", "b"]).catch((caught: Error) => caught)
    expect(error).toMatchObject({ name, message: expect.stringContaining(message) })
  })

  test("names at most 40 columns of a header that lacks one", async () => {
    const header = Array.from({ length: 45 }, (_, index) => `c${index}`).join(",")
    await expect(readText(`${header}\n`, ["a"])).rejects.toThrow(/"c39" and 5 more$/)
  })

  test.each([
    ["a quote", '"123",4"6\n', [[[], 3]]],
    ["a delimiter", '"123",4,6\n', [[[], 2]]],
    [
      "a line end",
      '"123",4\n6\n',
      [
        [["123", "4"], 0],
        [[], 1],
      ],
    ],
    ["a carriage return", '"123",4\r6\n', [[[], 5]]],
    ["a quote inside quotes", '"1"3",456\n', [[[], 4]]],
    ["an escaped quote inside quotes", '"1""",456\n', [[['1"', "456"], 0]]],
    ["a delimiter inside quotes", '"1,3",456\n', [[["1,3", "456"], 0]]],
    ["a line end inside quotes", '"1\n3",456\n', [[["1\n3", "456"], 0]]],
  ] as const)("sees %s in a row of the length of those before", async (_, row, expected) => {
    const usual = '"123",456\n'
    const rows = await readText(`a,b\n${usual}${usual}${usual}${row}${usual}`, ["a", "b"])
    const plain = [["123", "456"], 0]
    expect(rows.map(({ texts, fault }) => [texts, fault])).toEqual([plain, plain, plain, ...expected, plain])
  })

  test("reads a row of the length of the one before with its delimiter elsewhere", async () => {
    expect(await texts("a,b\n12,3\n12,3\n1,23\n12,3\n", ["a", "b"])).toEqual([
      ["12", "3"],
      ["12", "3"],
      ["1", "23"],
      ["12", "3"],
    ])
  })

  test("takes a row that is with its line end as long as the limit, and refuses one that is a byte longer", async () => {
    const row = (length: number) => `a,b\nshort,row\n${"x".repeat(length - 2)},y\n1,2\n`
    expect(await texts(row(MAX_ROW_BYTES - 1), ["b"])).toEqual([["row"], ["y"], ["2"]])
    await expect(readText(row(MAX_ROW_BYTES), ["b"])).rejects.toMatchObject({
      name: "RowTooLong",
      message: `line 3: a row is longer than ${MAX_ROW_BYTES} bytes, the most that is read as one`,
    })
  })

  test("says of its last block that it is the last, where the object fits into the window", async () => {
    const reader = makeCsvReader(["a"])
    reader.open(makeSource(new TextEncoder().encode("a\n1\n2\n")))
    expect((await reader.next())!.count).toBe(2)
    expect(reader.isDone()).toBe(true)
    expect(await reader.next()).toBeNull()
  })

  test("does not say so while rows are left, nor of an object that ends in an unclosed quote", async () => {
    const reader = makeCsvReader(["a"])
    reader.open(makeSource(new TextEncoder().encode(`a\n${"1\n".repeat(1_024)}"2\n`)))
    expect((await reader.next())!.count).toBe(1_024)
    expect(reader.isDone()).toBe(false)
    expect(() => reader.next()).toThrow("line 1026: a quote is opened")
  })

  test("reads rows of the same shape under another header by that header", async () => {
    const reader = makeCsvReader(["a", "b"])
    const read = async (text: string) => {
      const rows = await readAll(reader, makeSource(new TextEncoder().encode(text)), 2)
      return rows.map((row) => row.texts)
    }
    expect(await read("a,b\n1,2\n3,4\n")).toEqual([
      ["1", "2"],
      ["3", "4"],
    ])
    expect(await read("b,a\n1,2\n3,4\n")).toEqual([
      ["2", "1"],
      ["4", "3"],
    ])
    expect(await read("b,a,c\n1,2\n")).toEqual([[]])
  })

  test("passes on what the source throws, and reads the next object as if nothing had been", async () => {
    const reader = makeCsvReader(["a"])
    const failing = { read: () => Promise.reject(new Error("gone")) }
    await expect(readAll(reader, failing, 1)).rejects.toThrow("gone")
    expect(await readAll(reader, makeSource(new TextEncoder().encode("a\n1\n")), 1)).toHaveLength(1)
  })
})
