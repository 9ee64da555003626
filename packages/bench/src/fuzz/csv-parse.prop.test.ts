import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type CsvDifference, compareWithCsvParse } from "./csv-parse-differences.ts"

const encode = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe("where csv-parse accepts a file", () => {
  const piece = fc.constantFrom(
    ...[
      "a",
      "b",
      ",",
      ",",
      '"',
      '"',
      '""',
      "\n",
      "\n",
      "\r\n",
      "\r",
      " ",
      "x y",
      '"q, ""z"""',
      '"two\nlines"',
      "é",
      "\0",
    ],
  )
  const bytes = fc
    .tuple(
      fc.constantFrom("a,b\n", '"a","b"\r\n', "a\n", "\ufeffa,b,c\n", ""),
      fc.array(piece, { maxLength: 30 }),
    )
    .map(([header, pieces]) => encode(header + pieces.join("")))

  test("there are the same records, but for differences of known kinds", () => {
    let compared = 0
    fc.assert(
      fc.property(bytes, (file) => {
        const comparison = compareWithCsvParse(file)
        expect(comparison.verdict === "mistake" ? comparison.message : null).toBeNull()
        if (comparison.verdict !== "refused") compared++
      }),
      { numRuns: 2_000 },
    )
    expect(compared).toBeGreaterThan(300)
  })

  test.each<[CsvDifference, Uint8Array]>([
    ["empty-object", encode("")],
    ["empty-object", encode("\ufeff")],
    ["too-many-columns", encode(`a${",".repeat(8_192)}\n`)],
    ["utf-16", Uint8Array.of(0xff, 0xfe, 0x61, 0x00, 0x0a, 0x00, 0x31, 0x00)],
    ["doubled-column", encode("a,a\n1,2\n")],
    ["short-row", encode("a,b\n1\n")],
    ["long-row", encode("a,b\n1,2,3\n")],
    ["lone-cr", encode("a,b\n1\r,2\n")],
    ["lone-cr", encode("a,b\r\r\n1,2\n")],
    ["lone-cr", encode('a,b\n1\r,"x\ny"\n3,4\n')],
    ["nul-after-quote", encode('a,b\n"1"\0,2\n')],
    ["encoding", latin1("a,b\n1,\xff\n")],
    ["encoding", latin1("a,\xff\n1,2\n")],
  ])("one kind is %s", (kind, file) => {
    expect(compareWithCsvParse(file)).toEqual({ verdict: "differs", kinds: [kind] })
  })

  test.each([
    ["a byte order mark", "\ufeffa,b\n1,2\n"],
    ["CRLF and no last line end", "a,b\r\n1,2"],
    ["blank lines", "a,b\n\n1,2\r\n\r\n3,4\n\n"],
    ["blank lines of a single column", "a\n\n1\n"],
    ["a header alone", "a,b\n"],
    ["quotes", 'a,"b ""c"""\n"x\ny",","\n"",""\n'],
  ])("the records are the same with %s", (_, text) => {
    expect(compareWithCsvParse(encode(text))).toEqual({ verdict: "same" })
  })

  test.each(['a,b\n1,"2\n', 'a,b\n1,2"\n', 'a,b\n1,"2" \n'])(
    "nothing is said of what it refuses: %j",
    (text) => {
      expect(compareWithCsvParse(encode(text))).toEqual({ verdict: "refused" })
    },
  )
})
