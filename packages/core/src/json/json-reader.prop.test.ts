import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { makeSource } from "../csv/read-all.fixture.ts"
import { BLOCK_ROWS } from "../rows/row-block.ts"
import { makeJsonReader } from "./json-reader.ts"
import { damaged, document, KEYS, lines } from "./near-json.fixture.ts"
import { type JsonOutcome, readRows } from "./read-rows.fixture.ts"
import { readDocumentReference, readLinesReference } from "./reference-reader.fixture.ts"

const pieces = fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 4 })
const windows = fc.constantFrom(1, 2, 5, 16, 33, 100, 4096)

/** The outcome as the references put it: an error by the fact alone, rows without what a document cannot tell of them. */
function linesOutcome(outcome: JsonOutcome) {
  if ("error" in outcome) return outcome.error.split(":")[0]
  return outcome.rows.map(({ line, fault, texts }) => ({ line, fault, texts }))
}

function documentOutcome(outcome: JsonOutcome) {
  if ("error" in outcome)
    return /^(EmptyObject|CutJson|MalformedJson):/.test(outcome.error) ? "refused" : outcome.error
  return outcome.rows.map(({ fault, texts }) => ({ fault, texts }))
}

/** Between the elements of an array there is nothing that could be mistaken for one. */
function expectPlaces(outcome: JsonOutcome, bytes: Uint8Array): void {
  if ("error" in outcome) return
  const text = new TextDecoder().decode(bytes)
  const isArray = text.trimStart().startsWith("[")
  let at = isArray ? text.indexOf("[") + 1 : 0
  for (const [index, { line, path, raw }] of outcome.rows.entries()) {
    at = text.indexOf(raw, at)
    expect({ line, path }).toEqual({
      line: text.slice(0, at).split("\n").length,
      path: isArray ? `$[${index}].k` : "$.k",
    })
    at += raw.length
  }
}

describe("the JSON reader agrees with JSON.parse", () => {
  test("on lines, in pieces and windows of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        damaged(lines),
        pieces,
        windows,
        fc.boolean(),
        async (bytes, sizes, window, isLate) => {
          const reader = makeJsonReader(KEYS, "lines", window)
          const outcome = await readRows(reader, makeSource(bytes, sizes, isLate), KEYS.length)
          expect(linesOutcome(outcome)).toEqual(readLinesReference(bytes, KEYS))
        },
      ),
      { numRuns: 1_500 },
    )
  })

  test("on documents, in pieces and windows of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        damaged(document),
        pieces,
        windows,
        fc.boolean(),
        async (bytes, sizes, window, isLate) => {
          const reader = makeJsonReader(KEYS, "document", window)
          const outcome = await readRows(reader, makeSource(bytes, sizes, isLate), KEYS.length)
          expect(documentOutcome(outcome)).toEqual(readDocumentReference(bytes, KEYS))
          expectPlaces(outcome, bytes)
        },
      ),
      { numRuns: 1_500 },
    )
  })

  test.each(["lines", "document"] as const)(
    "on one object of %s after another, whatever an earlier one left behind",
    async (form) => {
      const object = damaged(form === "lines" ? lines : document)
      await fc.assert(
        fc.asyncProperty(
          fc.array(object, { minLength: 2, maxLength: 5 }),
          windows,
          async (objects, window) => {
            const reader = makeJsonReader(["b", "é"], form, window)
            for (const bytes of objects) {
              const outcome = await readRows(reader, makeSource(bytes), 2)
              const fresh = await readRows(makeJsonReader(["b", "é"], form, window), makeSource(bytes), 2)
              expect(outcome).toEqual(fresh)
            }
          },
        ),
        { numRuns: 300 },
      )
    },
  )

  test.each(["lines", "document"] as const)("on more rows than a block holds, in %s", async (form) => {
    const row = (index: number) => (index % 97 === 0 ? `{"\\u0061":${index}.0}` : `{"x":[1],"a":${index}}`)
    const rows = Array.from({ length: 3 * BLOCK_ROWS }, (_, index) => row(index))
    const bytes = new TextEncoder().encode(form === "lines" ? rows.join("\n") : `[${rows.join(",\n")}]`)
    for (const window of [32, 1_000, 65_536]) {
      const outcome = await readRows(makeJsonReader(["a"], form, window), makeSource(bytes, [777]), 1)
      expect(outcome).toEqual({
        rows: rows.map((raw, index) => ({
          line: index + 1,
          path: form === "lines" ? "$.k" : `$[${index}].k`,
          raw,
          fault: null,
          texts: [index % 97 === 0 ? `${index}.0` : String(index)],
        })),
      })
    }
  })
})
