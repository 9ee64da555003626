import { describe, expect, test } from "vitest"
import { makeSource } from "../csv/read-all.fixture.ts"
import { BLOCK_ROWS, ESCAPED, INDIRECT, UNUSUAL } from "../rows/row-block.ts"
import { MAX_ROW_BYTES } from "../rows/window.ts"
import { makeJsonReader } from "./json-reader.ts"
import { type JsonReadRow, readJson } from "./read-rows.fixture.ts"

const read = (text: string | Uint8Array, form: "lines" | "document", keys: readonly string[] = ["a", "b"]) =>
  readJson(text, keys, form, (bytes) => makeSource(bytes))

async function rowsOf(
  text: string | Uint8Array,
  form: "lines" | "document",
): Promise<readonly JsonReadRow[]> {
  const outcome = await read(text, form)
  if ("error" in outcome) throw new Error(outcome.error)
  return outcome.rows
}

const rule = (name: string) => ({ rule: name })
const ABSENT = rule("absent")
const bytesOf = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
/** `rows` and `lines` of a block, without what the other tests look at. */
const short = ({ line, fault, texts }: JsonReadRow) => (fault === null ? [line, ...texts] : [line, fault])

describe("JSON Lines", () => {
  test("are records with a text for each key, numbers as they are written", async () => {
    const rows = await rowsOf('{"a":"x","b":1.50}\n{"b":-1E+2,"c":{},"a":true}\n', "lines")
    expect(rows).toEqual([
      { line: 1, path: "$.k", raw: '{"a":"x","b":1.50}', fault: null, texts: ["x", "1.50"] },
      { line: 2, path: "$.k", raw: '{"b":-1E+2,"c":{},"a":true}', fault: null, texts: ["true", "-1E+2"] },
    ])
  })

  test.each([
    ["a byte order mark", '\ufeff{"a":1}\n{"a":2}\n'],
    ["no final line end", '{"a":1}\n{"a":2}'],
    ["CRLF", '{"a":1}\r\n{"a":2}\r\n'],
    ["spaces around the records", '  {"a":1}\t\n\t{"a":2} \r\n'],
  ])("may have %s", async (_, text) => {
    expect((await rowsOf(text, "lines")).map(short)).toEqual([
      [1, "1", ABSENT],
      [2, "2", ABSENT],
    ])
  })

  test("count blank lines, and make no rows of them", async () => {
    expect((await rowsOf('\n \r\n{"a":1}\n\n\t\n{"a":2}\n\n', "lines")).map(short)).toEqual([
      [3, "1", ABSENT],
      [6, "2", ABSENT],
    ])
  })

  test("have the last of doubled keys", async () => {
    const text = '{"a":1,"a":2}\n{"a":1,"\\u0061":3}\n{"a":1,"a":null}\n{"a":[],"a":4}\n{"a":1,"a":[]}\n'
    const rows = await rowsOf(text, "lines")
    expect(rows.map(({ texts }) => texts[0])).toEqual(["2", "3", ABSENT, "4", rule("type")])
  })

  test.each([
    ["escaped", '{"\\u0061":"\\u0062\\n\\ud83d\\ude00"}', "b\n😀"],
    ["a lone surrogate", '{"a":"\\ud800"}', "\ud800"],
    ["a NUL", '{"a":"\\u0000"}', "\0"],
    ["quotes and backslashes", '{"a":"\\"\\\\\\/"}', '"\\/'],
    ["other scripts", '{"a":"é～😀"}', "é～😀"],
    ["a text that looks like JSON", '{"a":"{\\"a\\":[1,"}', '{"a":[1,'],
  ])("decode a text: %s", async (_, text, expected) => {
    expect((await rowsOf(text, "lines"))[0]?.texts[0]).toBe(expected)
  })

  test("take keys for names and nothing more", async () => {
    const keys = ["__proto__", "constructor", "", "a.b"]
    const outcome = await read('{"__proto__":1,"a.b":2}\n{"":3}\n{"\\u005f_proto__":4}\n', "lines", keys)
    expect("rows" in outcome && outcome.rows.map(({ texts }) => texts)).toEqual([
      ["1", ABSENT, ABSENT, "2"],
      [ABSENT, ABSENT, "3", ABSENT],
      ["4", ABSENT, ABSENT, ABSENT],
    ])
  })

  test.each([
    ["cut", '{"a":1,"b"', "json"],
    ["a list", '[{"a":1}]', "type"],
    ["a text", '"a"', "type"],
    ["null", "null", "type"],
    ["two records", '{"a":1} {"a":2}', "json"],
    ["a comma too many", '{"a":1,}', "json"],
    ["single quotes", "{'a':1}", "json"],
    ["NaN", '{"a":NaN}', "json"],
    ["a number with a leading zero", '{"a":01}', "json"],
    ["a number with a plus", '{"a":+1}', "json"],
    ["a control character in a text", '{"a":"\t"}', "json"],
    ["a lone carriage return between records", '{"a":1}\r{"a":2}', "json"],
    ["a no-break space", '\u00a0{"a":1}', "json"],
    ["a comment", '{"a":1} // one', "json"],
    ["binary noise", "\u0001\u0002\u001f", "json"],
  ])("keep a bad row from spoiling the others: %s", async (_, row, fault) => {
    expect((await rowsOf(`{"a":1}\n${row}\n{"a":2}\n`, "lines")).map(short)).toEqual([
      [1, "1", ABSENT],
      [2, fault],
      [3, "2", ABSENT],
    ])
  })

  test("mind bytes that are no UTF-8 where they are asked for", async () => {
    const rows = await rowsOf(
      latin1('{"a":"\xff","b":1}\n{"c":"\xff","b":1}\n{"\\u0061":"\xff","b":1}\n{"\\u0063":"\xff","b":1}\n'),
      "lines",
    )
    const encoding = [rule("encoding"), "1"]
    expect(rows.map(({ texts }) => texts)).toEqual([encoding, [ABSENT, "1"], encoding, [ABSENT, "1"]])
    expect(rows[0]?.raw).toBe('{"a":"\ufffd","b":1}')
  })

  test.each([
    ["empty", ""],
    ["a byte order mark alone", "\ufeff"],
    ["blank lines alone", "\n \n\r\n"],
  ])("are no object where they are %s", async (_, text) => {
    expect(await read(text, "lines")).toEqual({ error: expect.stringMatching(/^EmptyObject: is empty/) })
  })

  test("go on behind a line nested 100,000 deep", async () => {
    const deep = `{"b":2,"c":${"[".repeat(100_000)}${"]".repeat(100_000)},"a":1.0}`
    const cut = `{"a":${'{"a":'.repeat(100_000)}`
    expect((await rowsOf(`${deep}\n${cut}\n{"a":1}`, "lines")).map(short)).toEqual([
      [1, "1.0", "2"],
      [2, "json"],
      [3, "1", ABSENT],
    ])
  })

  test("fail where a row is longer than the limit, and the next object is read all the same", async () => {
    const reader = makeJsonReader(["a"], "lines")
    const long = bytesOf(`{"a":1}\n{"a":"${"x".repeat(MAX_ROW_BYTES)}"}\n`)
    reader.open(makeSource(long))
    await expect(
      (async () => {
        while ((await reader.next()) !== null);
      })(),
    ).rejects.toThrow(`line 2: a row is longer than ${MAX_ROW_BYTES} bytes, the most that is read as one`)
    reader.open(makeSource(bytesOf('{"a":7}')))
    const block = await reader.next()
    expect([block?.count, block?.text(0, 0), reader.isDone()]).toEqual([1, "7", true])
  })

  test("may have a row as long as the limit", async () => {
    const row = `{"a":"${"x".repeat(MAX_ROW_BYTES - 9)}"}`
    const [only] = await rowsOf(`${row}\n`, "lines")
    expect([row.length, only?.fault]).toEqual([MAX_ROW_BYTES - 1, null])
  })
})

describe("a JSON document", () => {
  test("is a list of records, each with its line and path", async () => {
    const text = '\ufeff\n[ {"a":1},\n{"b":\n"x"}\n, {"a":"\\n",\n"b":2} ]\n'
    expect(await rowsOf(text, "document")).toEqual([
      { line: 2, path: "$[0].k", raw: '{"a":1}', fault: null, texts: ["1", ABSENT] },
      { line: 3, path: "$[1].k", raw: '{"b":\n"x"}', fault: null, texts: [ABSENT, "x"] },
      { line: 5, path: "$[2].k", raw: '{"a":"\\n",\n"b":2}', fault: null, texts: ["\n", "2"] },
    ])
  })

  test("may be one record", async () => {
    const text = '\n{\n"a": 1,\n"b": "x"\n}\n'
    const raw = text.trim()
    expect(await rowsOf(text, "document")).toEqual([
      { line: 2, path: "$.k", raw, fault: null, texts: ["1", "x"] },
    ])
  })

  test.each(["[]", " [ \n ] ", "\ufeff[]"])("may be an empty list: %j", async (text) => {
    expect(await rowsOf(text, "document")).toEqual([])
  })

  test("has holes, numbers and lists as faulty rows among the others", async () => {
    const rows = await rowsOf('[{"a":1}, null, 7, [{"a":2}], "x", {"a":{}}, {}]', "document")
    expect(rows.map(({ path, fault, texts }) => [path, fault ?? texts[0]])).toEqual([
      ["$[0].k", "1"],
      ["$[1].k", "type"],
      ["$[2].k", "type"],
      ["$[3].k", "type"],
      ["$[4].k", "type"],
      ["$[5].k", rule("type")],
      ["$[6].k", ABSENT],
    ])
  })

  test.each([
    [
      "is cut between records",
      '[{"a":1},\n',
      "CutJson: line 2: the document breaks off, or is no JSON from here on, after 1 record",
    ],
    ["is cut in a record", '[{"a":1},\n{"a":', "CutJson: line 2: "],
    ["is cut in a text", '[{"a":1},\n{"a":"', "CutJson: line 2: "],
    ["is a cut record", '{"a":\n1', "CutJson: line 1: "],
    ["is never closed", '[{"a":1}\n', "CutJson: line 2: "],
    ["lacks a comma", '[{"a":1}\n{"a":2}]', "CutJson: line 2: "],
    ["has two commas", '[{"a":1},\n,{"a":2}]', "MalformedJson: line 2: record 1 is no JSON: "],
    ["has a comma at its end", '[{"a":1},\n]', "MalformedJson: line 2: record 1 is no JSON: "],
    ["has a broken record", '[{"a":1},\n{"a":1 "b"}]', "MalformedJson: line 2: record 1 is no JSON: "],
    ["has brackets that do not match", '[{"a":[1}]]', "MalformedJson: line 1: record 0 is no JSON: "],
    [
      "has something behind it",
      '[{"a":1}]\n[]',
      "MalformedJson: line 2: something follows the end of the document",
    ],
    ["is JSON Lines", '{"a":1}\n{"a":2}', "MalformedJson: line 2: something follows the end of the document"],
    ["is no JSON", "STATION,DATE", "MalformedJson: line 1: record 0 is no JSON: "],
    ["is empty", " \n ", "EmptyObject: is empty"],
  ])("fails as a whole where it %s", async (_, text, message) => {
    expect(await read(text, "document")).toEqual({ error: expect.stringContaining(message) })
    expect(() => JSON.parse(text)).toThrow()
  })

  test("tells the first of two mistakes, however long it is", async () => {
    const rest = `${'{"a":1},'.repeat(3 * BLOCK_ROWS)}{`
    for (const text of [`[{"a":x},${rest}`, `[{"a":x},{`]) {
      expect(await read(text, "document")).toEqual({
        error: expect.stringContaining("MalformedJson: line 1: record 0"),
      })
    }
  })

  test("counts the records before a cut across blocks", async () => {
    const text = `[${'{"a":1},\n'.repeat(3 * BLOCK_ROWS)}`
    expect(await read(text, "document")).toEqual({
      error: expect.stringContaining(`line ${3 * BLOCK_ROWS + 1}: the document breaks off, or is no JSON`),
    })
    expect(await read(text, "document")).toEqual({
      error: expect.stringContaining(`after ${3 * BLOCK_ROWS} records`),
    })
  })

  test("has a row of damaged text rejected, and the others read", async () => {
    const rows = await rowsOf(latin1('[{"\\u0061":"\xff"},{"a":"\xff"},{"a":1}]'), "document")
    expect(rows.map(({ fault, texts }) => fault ?? texts[0])).toEqual([
      rule("encoding"),
      rule("encoding"),
      "1",
    ])
    expect(await read(latin1('[{"a":"\xff" x}]'), "document")).toEqual({
      error: expect.stringContaining("MalformedJson: line 1: record 0 is no JSON"),
    })
  })

  test("may be nested 100,000 deep where nobody looks", async () => {
    const deep = `${"[".repeat(100_000)}1${"]".repeat(100_000)}`
    expect((await rowsOf(`[{"c":${deep},"a":1.0},${deep},{"a":2}]`, "document")).map(short)).toEqual([
      [1, "1.0", ABSENT],
      [1, "type"],
      [1, "2", ABSENT],
    ])
    expect(await read(`[{"a":${"[".repeat(100_000)}`, "document")).toEqual({
      error: expect.stringContaining("CutJson"),
    })
  })

  test("fails where a record is longer than the limit", async () => {
    expect(await read(`[{"a":1},\n{"a":"${"x".repeat(MAX_ROW_BYTES)}"}]`, "document")).toEqual({
      error: expect.stringContaining("RowTooLong: line 2:"),
    })
  })
})

describe("the flags of a row", () => {
  test("say what a decoder need not look at", async () => {
    const reader = makeJsonReader(["a"], "lines")
    const rows = ['{"a":"x"}', '{"a":"é"}', '{"b":"é\\n"}', '{"a":"\\n"}', '{"\\u0061":1}', '{"a":[]}']
    reader.open(makeSource(bytesOf(rows.join("\n"))))
    const block = await reader.next()
    expect([...block!.flags.subarray(0, 6)]).toEqual([0, UNUSUAL, 0, ESCAPED, INDIRECT, INDIRECT])
  })
})
