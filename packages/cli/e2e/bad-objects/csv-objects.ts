import { gzipSync } from "node:zlib"
import { type BadObject, type BadObjects, bytesOf, type Kept, longKey, noise } from "./bad-object.ts"

const HEADER = "station,date,value\n"
const FIRST: Kept = ["B", "2023-01-01", 10]
const LAST: Kept = ["B", "2023-01-03", 30]
const GOOD = `${HEADER}B,2023-01-01,1.0\nB,2023-01-03,3.0\n`
const ALL = { kept: [FIRST, LAST] }

/** A bad row between two good ones. */
function row(text: string, column: string | null, rule: string, value: string | null = null): BadObject {
  const bytes = bytesOf(`${HEADER}B,2023-01-01,1.0\n${text}\nB,2023-01-03,3.0\n`)
  return { bytes, kept: [FIRST, LAST], rejected: [{ line: 3, column, rule, value }] }
}

const value = (text: string, rule: string) => row(`B,2023-01-02,${text}`, "value", rule, text)
const date = (text: string) => row(`B,${text},2.0`, "date", "day", text)

/** Each with a bad row, so that its reject has to name it. */
const NAMES = ["a b.csv", "#1.csv", "100%25.csv", "🌡️.csv", "two\nlines.csv", "it's.csv", longKey(".csv")]

const zipped = gzipSync(GOOD)
const bomb = () => gzipSync(HEADER + "A,2023-01-01,1.5\n".repeat(8 * 1024 * 1024), { level: 9 })

/** Everything bad that a CSV object can be. */
export const csvObjects = (): BadObjects => ({
  "empty.csv": { bytes: "", error: "EmptyObject", message: /^is empty/ },
  "mark-only.csv": { bytes: "\ufeff", error: "EmptyObject", message: /^is empty/ },
  "header-only.csv": { bytes: HEADER, kept: [] },
  "header-unfinished.csv": { bytes: HEADER.trimEnd(), kept: [] },
  "missing-column.csv": {
    bytes: "station,date\nA,2023-01-01\n",
    error: "MissingColumn",
    message: /^line 1: the header has no column "value"; it has "station", "date"$/,
  },
  "renamed-column.csv": {
    bytes: "station,day,value\nA,2023-01-01,1.0\n",
    error: "MissingColumn",
    message: /^line 1: the header has no column "date"; it has "station", "day", "value"$/,
  },
  "doubled-column.csv": {
    bytes: "station,date,value,value\nA,2023-01-01,1.0,2.0\n",
    error: "DuplicateColumn",
    message: /^line 1: the header has column "value" twice$/,
  },
  "other-order.csv": { bytes: "x,value,date,station\n,1.0,2023-01-01,B\n,3.0,2023-01-03,B\n", ...ALL },
  "short-row.csv": row("B,2023-01-02", null, "short-row"),
  "long-row.csv": row("B,2023-01-02,2.0,", null, "long-row"),
  "unclosed-quote.csv": {
    bytes: `${HEADER}B,2023-01-01,1.0\n"B,2023-01-02,2.0\nB,2023-01-03,3.0\n`,
    error: "UnclosedQuote",
    message: /^line 3: a quote is opened and never closed/,
  },
  "unclosed-in-header.csv": {
    bytes: `station,"date,value\nA,2023-01-01,1.0\n`,
    error: "MalformedHeader",
    message: /^line 1: the header has a quote that is never closed/,
  },
  "quote-inside.csv": row('B"C,2023-01-02,2.0', null, "quote"),
  "after-quote.csv": row('"B"C,2023-01-02,2.0', null, "quote"),
  "lines-in-quotes.csv": {
    bytes: `${HEADER}"B\nC",2023-01-01,1.0\n"B",2023-01-03,x\n`,
    kept: [["B\nC", "2023-01-01", 10]],
    rejected: [{ line: 4, column: "value", rule: "number", value: "x", raw: '"B",2023-01-03,x' }],
  },
  "crlf.csv": { bytes: GOOD.replaceAll("\n", "\r\n"), ...ALL },
  "lone-cr.csv": row("B,2023-01-02,2.0\rB,2023-01-02,2.5", null, "lone-cr"),
  "only-cr.csv": {
    bytes: GOOD.replaceAll("\n", "\r"),
    error: "MalformedHeader",
    message: /^line 1: the header ends in a carriage return/,
  },
  "mark.csv": { bytes: `\ufeff${GOOD}`, ...ALL },
  "no-final-newline.csv": { bytes: GOOD.trimEnd(), ...ALL },
  "blank-lines.csv": { bytes: GOOD.replaceAll("\n", "\n\n"), ...ALL },
  "invalid-utf-8.csv": row("B\xff,2023-01-02,2.0", "station", "encoding"),
  "nul.csv": row("B\0,2023-01-02,2.0", "station", "nul", "B\0"),
  "nul-in-number.csv": value("2.0\0", "number"),
  "noise.csv": { bytes: noise(100_000), error: "MalformedHeader", message: /^line 1: the header / },
  "number-abc.csv": value("abc", "number"),
  "number-1e3.csv": value("1e3", "number"),
  "number-0x10.csv": value("0x10", "number"),
  "number-empty.csv": value("", "empty"),
  "number--1.csv": value("--1", "number"),
  "number-comma.csv": row('B,2023-01-02,"1,5"', "value", "number", "1,5"),
  "number-400-digits.csv": row(`B,2023-01-02,${"9".repeat(400)}`, "value", "range", `${"9".repeat(200)}…`),
  "number-too-exact.csv": value("1.25", "scale"),
  "date-2023-02-30.csv": date("2023-02-30"),
  "date-of-us.csv": date("01/02/2023"),
  "date-empty.csv": date(""),
  "odd-columns.csv": {
    bytes: `__proto__,constructor,${HEADER}x,y,B,2023-01-01,1.0\nx,y,B,2023-01-03,3.0\n`,
    ...ALL,
  },
  "odd-groups.csv": {
    bytes: `${HEADER}__proto__,2023-01-01,1.0\nconstructor,2023-01-01,2.0\n__proto__,2023-01-02,3.0\n`,
    kept: [
      ["__proto__", "2023-01-01", 10],
      ["constructor", "2023-01-01", 20],
      ["__proto__", "2023-01-02", 30],
    ],
  },
  "zipped.csv.gz": { bytes: zipped, ...ALL },
  "zipped-without-its-name.csv": { bytes: zipped, ...ALL },
  "two-in-one.csv.gz": {
    bytes: Buffer.concat([gzipSync(HEADER), gzipSync(GOOD.slice(HEADER.length))]),
    ...ALL,
  },
  "cut.csv.gz": { bytes: zipped.subarray(0, -9), error: "CutGzip", message: /breaks off before its end/ },
  "empty.csv.gz": { bytes: "", error: "NotGzip", message: /^is named \.gz and is no gzip/ },
  "no-gzip.csv.gz": { bytes: GOOD, error: "NotGzip", message: /^is named \.gz and is no gzip/ },
  "spoilt.csv.gz": {
    bytes: Buffer.concat([zipped.subarray(0, -8), Buffer.alloc(8)]),
    error: "MalformedGzip",
    message: /^is gzip that cannot be unzipped: /,
  },
  "tail.csv.gz": {
    bytes: Buffer.concat([zipped, Buffer.from("tail")]),
    error: "MalformedGzip",
    message: /^is gzip that cannot be unzipped: /,
  },
  "bomb.csv.gz": { bytes: bomb(), error: "GzipBomb", message: /^is gzip that grows without measure/ },
  "json-inside.csv": {
    bytes: '{"station":"A"}\n',
    error: "MalformedHeader",
    message: /^line 1: the header /,
  },
  ...Object.fromEntries(NAMES.map((key) => [key, value("abc", "number")])),
})
