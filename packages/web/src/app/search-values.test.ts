import { describe, expect, test } from "vitest"
import { choiceOf, flagOf, parseSearch, stringifySearch, textOf, wholeOf } from "./search-values.ts"

describe("a value of an address", () => {
  test("is left out where it cannot be used", () => {
    expect([textOf(""), textOf("x".repeat(1_025)), textOf(null), textOf({})]).toEqual(
      Array(4).fill(undefined),
    )
    expect([choiceOf("c", ["a", "b"]), choiceOf(undefined, ["a"])]).toEqual([undefined, undefined])
    expect(["0", "11", "1.5", "1e1", "-1", " 3", ""].map((text) => wholeOf(text, 1, 10))).toEqual(
      Array(7).fill(undefined),
    )
    expect([flagOf("yes"), flagOf(false)]).toEqual([undefined, undefined])
  })

  test("is read as what it is", () => {
    expect(textOf("2025/01.csv")).toBe("2025/01.csv")
    expect(textOf(2025)).toBe("2025")
    expect(choiceOf("b", ["a", "b"])).toBe("b")
    expect([wholeOf("10", 1, 10), wholeOf(7, 1, 10)]).toEqual([10, 7])
    expect([flagOf("true"), flagOf(true)]).toEqual([true, true])
  })
})

describe("an address", () => {
  test("reads as a person would write it", () => {
    expect(stringifySearch({ status: "FAILED", page: 2, none: undefined })).toBe("?status=FAILED&page=2")
    expect(stringifySearch({ none: undefined })).toBe("")
    expect(parseSearch("?status=FAILED&page=2")).toEqual({ status: "FAILED", page: "2" })
  })
})
