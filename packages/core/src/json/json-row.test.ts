import { describe, expect, test } from "vitest"
import { ABSENT } from "../rows/row-block.ts"
import { decodeJsonRow } from "./json-row.ts"

const textsOf = (source: string, ...keys: string[]) => {
  const row = decodeJsonRow(source, keys)
  return "fault" in row ? row.fault : row.texts
}

describe("a row that JSON.parse decides on", () => {
  test.each(["0", "-0", "1.0", "1e400", "-1.50E+07", "12345678901234567890123", "9007199254740993"])(
    "keeps the number %s as it is written",
    (number) => {
      expect(textsOf(`{ "a" : ${number} , "b" : [${number}] }`, "a")).toEqual([number])
    },
  )

  test.each([
    ["behind it", '{"a":1.0,"b":{"a":2.0}}'],
    ["before it", '{"b":{"a":2.0},"a":1.0}'],
    ["in a list", '{"a":1.0,"b":[{"a":2.0},3.0]}'],
    ["in a text", '{"a":1.0,"b":"\\"a\\":2.0,"}'],
  ])("takes no number for its own that a key of the same name has %s", (_, source) => {
    expect(textsOf(source, "a")).toEqual(["1.0"])
  })

  test("keeps numbers as they are written beside what is nested 100,000 deep", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
    expect(textsOf(`{"a":12345678901234567890,"b":${deep},"c":1.0}`, "a", "c")).toEqual([
      "12345678901234567890",
      "1.0",
    ])
  })

  test.each([
    ['{"a":1.0,"a":2.0}', "2.0"],
    ['{"a":"x","a":2.0}', "2.0"],
    ['{"a":{},"a":2.0}', "2.0"],
    ['{"a":2.0,"a":"x"}', "x"],
    ['{"a":2.0,"a":true}', "true"],
    ['{"a":2.0,"a":null}', ABSENT],
    ['{"a":2.0,"\\u0061":3.0}', "3.0"],
  ])("has the last of doubled keys: %s", (source, text) => {
    expect(textsOf(source, "a")).toEqual([text])
  })

  test("has own keys and no others", () => {
    expect(textsOf('{"__proto__":1.0,"a":"x"}', "__proto__", "a", "toString", "constructor")).toEqual([
      "1.0",
      "x",
      ABSENT,
      ABSENT,
    ])
    expect(textsOf('{"__proto__":{"a":1}}', "a")).toEqual([ABSENT])
  })

  test("has no text for what is nested, nor for null", () => {
    const nested = { rule: "type", message: "is an object or an array, where a plain value belongs" }
    expect(textsOf('{"a":{},"b":[1],"c":null,"d":false}', "a", "b", "c", "d")).toEqual([
      nested,
      nested,
      ABSENT,
      "false",
    ])
  })

  test.each([
    ["[1]", "is an array, where an object belongs"],
    ["null", "is null, where an object belongs"],
    ['"a"', "is a string, where an object belongs"],
    ["1", "is a number, where an object belongs"],
  ])("is at fault where it is no object: %s", (source, message) => {
    expect(textsOf(source, "a")).toEqual({ rule: "type", message })
  })

  test("says what JSON.parse says of what is no JSON, at no great length", () => {
    expect(textsOf("{'a':1}", "a")).toEqual({
      rule: "json",
      message: expect.stringMatching(/^is no JSON: Expected property name or '}' in JSON at position 1/),
    })
    const { message } = textsOf(`{"a":${"x".repeat(10_000)}}`, "a") as { message: string }
    expect(message.length).toBeLessThan(250)
  })
})
