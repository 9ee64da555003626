import { describe, expect, it } from "vitest"
import { findValue, splitAtSpans } from "./mark-value.ts"

/** What is marked of a line. */
function marked(raw: string, column: string | null, value: string | null): string[] {
  return findValue(raw, column, value).map(({ start, end }) => raw.slice(start, end))
}

describe("findValue", () => {
  it("finds the field of a CSV line, with its quotes", () => {
    expect(marked('"a","b,""c""","abc",1', "TEMP", "abc")).toEqual(['"abc"'])
    expect(marked('"a","b,""c""","abc",1', "NAME", 'b,"c"')).toEqual(['"b,""c"""'])
  })

  it("takes a whole field, not a part of another", () => {
    expect(marked("12.5,2.5,x", "B", "2.5")).toEqual(["2.5"])
  })

  it("finds every field that reads so, where the line does not tell which", () => {
    expect(findValue("9,8,9", "B", "9")).toEqual([
      { start: 0, end: 1 },
      { start: 4, end: 5 },
    ])
  })

  it("knows an empty field, and other delimiters", () => {
    expect(findValue("a,,c", "B", "")).toEqual([{ start: 2, end: 2 }])
    expect(marked("a;x y;c", "B", "x y")).toEqual(["x y"])
  })

  it("finds a value in a line of JSON by its column", () => {
    const raw = '{"note":"status","status" : "6\\"00", "size":-1}'
    expect(marked(raw, "status", '6"00')).toEqual(['"6\\"00"'])
    expect(marked(raw, "size", "-1")).toEqual(["-1"])
  })

  it("finds a value that was cut by how it begins", () => {
    const long = "y".repeat(300)
    expect(marked(`a,${long},b`, "B", `${"y".repeat(200)}…`)).toEqual([long])
  })

  it("marks nothing where nothing is known", () => {
    expect(marked("garbage,line", null, null)).toEqual([])
    expect(marked("a,b", "B", "zzz")).toEqual([])
    expect(marked("", "B", "")).toEqual([])
  })
})

describe("splitAtSpans", () => {
  it("gives the line back, piece by piece", () => {
    const raw = "9,8,9"
    const pieces = splitAtSpans(raw, findValue(raw, "B", "9"))
    expect(pieces.map(({ text }) => text).join("")).toBe(raw)
    expect(pieces.map(({ text, isMarked }) => [text, isMarked])).toEqual([
      ["9", true],
      [",8,", false],
      ["9", true],
    ])
  })
})
