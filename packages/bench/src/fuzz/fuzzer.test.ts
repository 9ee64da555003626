import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { FAILURES } from "./check-batch.ts"
import { makeCaseCheck } from "./check-case.ts"
import { makeCorpus } from "./corpus.ts"
import { CSV_DIFFERENCES } from "./csv-parse-differences.ts"
import { makeCase } from "./fuzz-case.ts"
import {
  compareDocument,
  compareLines,
  JSON_DIFFERENCES,
  type JsonDifference,
} from "./json-parse-differences.ts"
import { makeMemoryWatch } from "./resident-memory.ts"
import { addCase, emptyTotals } from "./totals.ts"

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe("the fuzzer", () => {
  test("finds nothing in its first cases, and meets what it is there to meet", {
    timeout: 60_000,
  }, async () => {
    const corpus = makeCorpus()
    const checkCase = makeCaseCheck()
    const totals = emptyTotals()
    for (let index = 0; index < 400; index++) {
      const fuzzCase = makeCase(corpus, 1, index)
      addCase(totals, fuzzCase.objects.length, await checkCase(fuzzCase, index))
    }
    expect(Object.keys(totals.failed)).toEqual(
      expect.arrayContaining(["MalformedHeader", "MissingColumn", "MalformedJson", "CutGzip", "SourceBroke"]),
    )
    expect(Object.keys(totals.compared)).toEqual(
      expect.arrayContaining(["refused", "same", "encoding", "short-row", "as-written"]),
    )
    expect(totals.rows).toBeGreaterThan(2_000)
  })

  test("makes the same case again from its seed and number", () => {
    const [one, other] = [makeCorpus(), makeCorpus()]
    makeCase(one, 5, 1)
    expect(makeCase(one, 5, 2)).toEqual(makeCase(other, 5, 2))
    expect(makeCase(one, 6, 2)).not.toEqual(makeCase(one, 5, 2))
  })
})

describe("where JSON.parse accepts", () => {
  test.each<[string, JsonDifference | null]>([
    ['{"a":"x"}', null],
    ['{"a":1}', null],
    ['{"a":1.0}', "as-written"],
    ['{"a":12345678901234567890}', "as-written"],
    ['{"a":null}', "absent"],
    ["{}", null],
    ['{"a":{}}', "type"],
    ["[[1]]", "type"],
    ['{"a":"\xff"}', "encoding"],
    ['{"b":"\xff"}', null],
  ])("a line or a document %s, the difference is of kind %s", (text, kind) => {
    const expected = kind === null ? { verdict: "same" } : { verdict: "differs", kinds: [kind] }
    expect(compareLines(bytesOf(`\n${text}\n`), ["a"])).toEqual(expected)
    expect(compareDocument(bytesOf(text), ["a"])).toEqual(expected)
    expect(compareDocument(bytesOf(`[${text}]`), ["a"])).toEqual(expected)
  })

  test("nothing is said of a document that it refuses, and a bad line is a faulty row", () => {
    expect(compareDocument(bytesOf('{"a":1'), ["a"])).toEqual({ verdict: "refused" })
    expect(compareLines(bytesOf('{"a":1\n'), ["a"])).toEqual({ verdict: "same" })
    expect(compareLines(bytesOf(" \n"), ["a"])).toEqual({ verdict: "refused" })
  })
})

describe("the memory watch", () => {
  test("compares medians of the beginning and the end, the warming up left out", () => {
    const values = [1, 900, 100, 110, 100, 5_000, 200, 200, 100, 300, 310, 300]
    const watch = makeMemoryWatch(() => values.shift()!)
    while (values.length > 0) watch.sample()
    expect(watch.judge()).toEqual({ early: 110, late: 300, most: 5_000, limit: 282 })
  })
})

describe("docs/formats.md", () => {
  const page = readFileSync(new URL("../../../../docs/formats.md", import.meta.url), "utf8")

  /** The names in the first column of the table with this heading. */
  function namesIn(heading: string): string[] {
    const [, table = ""] = page.split(`| ${heading} |`)
    const [rows = ""] = table.split("\n\n")
    return [...rows.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => cell!.replaceAll("`", "").split(", "))
  }

  test("names the differences that the fuzzer knows, and no others", () => {
    expect(namesIn("against csv-parse").sort()).toEqual(Object.keys(CSV_DIFFERENCES).sort())
    expect(namesIn("against JSON.parse").sort()).toEqual(Object.keys(JSON_DIFFERENCES).sort())
  })

  test("names every error that an object may fail with", () => {
    const failures = FAILURES.filter((name) => name !== "SourceBroke")
    expect(namesIn("error")).toEqual(expect.arrayContaining(failures))
  })
})
