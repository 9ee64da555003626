import { describe, expect, test } from "vitest"
import { isUnmodified } from "./conditions.ts"
import { readRange } from "./range.ts"

const STATE = { etag: '"abc"', lastModified: Date.parse("2026-11-22T12:00:00Z") }
const BEFORE = "Sun, 22 Nov 2026 11:59:59 GMT"
const SAME = "Sun, 22 Nov 2026 12:00:00 GMT"

describe("conditions", () => {
  test.each([
    [{}, false],
    [{ "if-match": '"abc"' }, false],
    [{ "if-match": "abc" }, false],
    [{ "if-match": '"x", "abc"' }, false],
    [{ "if-match": "*" }, false],
    [{ "if-match": '"x"' }, "If-Match"],
    [{ "if-none-match": '"abc"' }, true],
    [{ "if-none-match": 'W/"abc"' }, true],
    [{ "if-none-match": "*" }, true],
    [{ "if-none-match": '"x"' }, false],
    [{ "if-modified-since": SAME }, true],
    [{ "if-modified-since": BEFORE }, false],
    [{ "if-modified-since": "no time" }, false],
    [{ "if-unmodified-since": SAME }, false],
    [{ "if-unmodified-since": BEFORE }, "If-Unmodified-Since"],
    [{ "if-unmodified-since": "no time" }, false],
    [{ "if-match": '"abc"', "if-unmodified-since": BEFORE }, false],
    [{ "if-none-match": '"x"', "if-modified-since": SAME }, false],
    [{ "if-match": '"x"', "if-none-match": '"abc"' }, "If-Match"],
  ])("%j", (headers, expected) => {
    if (typeof expected === "boolean") expect(isUnmodified(headers, STATE)).toBe(expected)
    else
      expect(() => isUnmodified(headers, STATE)).toThrow(
        expect.objectContaining({ code: "PreconditionFailed", details: { Condition: expected } }),
      )
  })
})

describe("a range of 10 bytes", () => {
  test.each([
    [undefined, null],
    ["bytes=0-9", [0, 9]],
    ["bytes=2-4", [2, 4]],
    ["bytes=9-", [9, 9]],
    ["bytes=5-100", [5, 9]],
    ["bytes=-3", [7, 9]],
    ["bytes=-100", [0, 9]],
    ["bytes=4-2", null],
    ["bytes=-", null],
    ["bytes=a-b", null],
    ["bytes=0-1,3-4", null],
    ["lines=0-1", null],
    ["bytes=10-", "InvalidRange"],
    ["bytes=10-20", "InvalidRange"],
    ["bytes=-0", "InvalidRange"],
  ])("%j is %j", (header, expected) => {
    if (expected === "InvalidRange")
      expect(() => readRange(header, 10)).toThrow(expect.objectContaining({ code: expected, status: 416 }))
    else expect(readRange(header, 10)).toEqual(expected && { first: expected[0], last: expected[1] })
  })

  test("is unsatisfiable where there are none", () => {
    expect(() => readRange("bytes=0-", 0)).toThrow("not satisfiable")
    expect(() => readRange("bytes=-1", 0)).toThrow("not satisfiable")
    expect(readRange(undefined, 0)).toBeNull()
  })
})
