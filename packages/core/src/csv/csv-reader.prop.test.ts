import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { BLOCK_ROWS } from "../rows/row-block.ts"
import { makeCsvReader } from "./csv-reader.ts"
import { makeSource, type ReadRow, readAll } from "./read-all.fixture.ts"
import { FAULTS, type ReferenceOutcome, readReference } from "./reference-reader.fixture.ts"

const encode = (text: string) => new TextEncoder().encode(text)
const join = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

/** Bytes that mean something, some that are printable, some that are no UTF-8. */
const byte = (delimiter: number) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(0x22, delimiter, 0x0a, 0x0d) },
    { weight: 4, arbitrary: fc.constantFrom(0x61, 0x31, 0x20, 0x7f, 0xc3, 0xa9, 0x00, 0xff) },
    { weight: 1, arbitrary: fc.nat(255) },
  )

const noise = (delimiter: number, maxLength: number) =>
  fc.array(byte(delimiter), { maxLength }).map((bytes) => Uint8Array.from(bytes))

/** A field as a careful writer makes it: sometimes quoted, sometimes longer than what is compared at a time. */
const field = fc.tuple(
  fc.constantFrom(
    "",
    "a",
    "12.5",
    "é",
    'say ""hi""',
    "x, y",
    "two\nlines",
    "a long field of forty-one characters...",
    "😀",
  ),
  fc.boolean(),
)

function writeRow(fields: readonly (readonly [string, boolean])[], delimiter: string, end: string): string {
  const cells = fields.map(([text, quoted]) => (quoted || /[",\n;\t]/.test(text) ? `"${text}"` : text))
  return cells.join(delimiter) + end
}

/** A few row shapes, each repeated with one byte changed here and there: where a template holds, and nearly holds. */
function shapedRows(delimiter: string) {
  const base = fc
    .tuple(fc.array(field, { minLength: 2, maxLength: 4 }), fc.constantFrom("\n", "\n", "\n", "\r\n"))
    .map(([fields, end]) => encode(writeRow(fields, delimiter, end)))
  const change = fc.option(fc.tuple(fc.nat(), byte(delimiter.charCodeAt(0))), { freq: 2 })
  return fc
    .tuple(fc.array(base, { minLength: 1, maxLength: 2 }), fc.array(change, { maxLength: 12 }))
    .map(([bases, changes]) =>
      join(
        changes.map((changed, index) => {
          const row = bases[Math.floor(index / 3) % bases.length]!.slice()
          if (changed !== null) row[changed[0] % row.length] = changed[1]
          return row
        }),
      ),
    )
}

function object(delimiter: string) {
  const at = delimiter.charCodeAt(0)
  const header = fc
    .constantFrom("a,b\n", '"a","b"\n', "b,x,a\r\n", '"x\ny",a,b\n', "﻿a,b\n", "a,b,c,d\n", "b,a")
    .map((text) => encode(text.replaceAll(",", delimiter)))
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(header, shapedRows(delimiter), noise(at, 8)).map(join) },
    { weight: 3, arbitrary: fc.tuple(header, noise(at, 120)).map(join) },
    { weight: 1, arbitrary: noise(at, 40) },
  )
}

const pieces = fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 4 })
const windows = fc.constantFrom(1, 5, 16, 33, 100, 4096)

type Outcome = { rows: readonly Omit<ReadRow, "issue" | "isUnusual">[] } | { error: string; line: number }

/** What the reference expects of a reader that wants `columns`. */
function expected(outcome: ReferenceOutcome, columns: readonly string[]): Outcome {
  if ("error" in outcome) return outcome
  const places = columns.map((name) => outcome.names.indexOf(name))
  return {
    rows: outcome.rows.map(({ line, fault, texts, raw }) => ({
      line,
      fault: fault === null ? 0 : FAULTS[fault],
      // an optional column that the header lacks is blank
      texts: fault === null ? places.map((place) => (place === -1 ? "" : texts[place]!)) : [],
      raw,
    })),
  }
}

async function actual(read: () => Promise<ReadRow[]>): Promise<Outcome & { unusual?: string[] }> {
  try {
    const rows = await read()
    for (const { fault, texts, isUnusual } of rows) {
      // Printable ASCII is what a text decoder trusts without looking.
      if (fault === 0 && !isUnusual) expect(texts.join("")).toMatch(/^[ -\x7f]*$/)
    }
    return { rows: rows.map(({ line, fault, texts, raw }) => ({ line, fault, texts, raw })) }
  } catch (error) {
    const { name, message } = error as Error
    return { error: name, line: Number(/^line (\d+)/.exec(message)?.[1] ?? 1) }
  }
}

describe("the CSV reader agrees with the reference", () => {
  test.each([",", ";", "\t"])(
    "on any bytes separated by %j, in pieces and windows of any size",
    async (delimiter) => {
      const columns = ["a", "b"]
      await fc.assert(
        fc.asyncProperty(
          object(delimiter),
          pieces,
          windows,
          fc.boolean(),
          async (bytes, sizes, window, isLate) => {
            const reader = makeCsvReader(columns, delimiter, window)
            const outcome = await actual(() => readAll(reader, makeSource(bytes, sizes, isLate), 2))
            expect(outcome).toEqual(expected(readReference(bytes, delimiter.charCodeAt(0), columns), columns))
          },
        ),
        { numRuns: delimiter === "," ? 2_500 : 400 },
      )
    },
  )

  test("on one object after another, whatever an earlier one left behind", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(object(","), { minLength: 2, maxLength: 5 }),
        windows,
        async (objects, window) => {
          const reader = makeCsvReader(["b"], ",", window)
          for (const bytes of objects) {
            const outcome = await actual(() => readAll(reader, makeSource(bytes), 1))
            expect(outcome).toEqual(expected(readReference(bytes, 0x2c, ["b"]), ["b"]))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test("on columns that a header may lack, whatever an earlier object had there", async () => {
    const columns = ["c", "b", "x"]
    await fc.assert(
      fc.asyncProperty(
        fc.array(object(","), { minLength: 1, maxLength: 5 }),
        windows,
        async (objects, window) => {
          const reader = makeCsvReader(columns, ",", window, new Set(["c", "x"]))
          for (const bytes of objects) {
            const outcome = await actual(() => readAll(reader, makeSource(bytes), columns.length))
            expect(outcome).toEqual(expected(readReference(bytes, 0x2c, ["b"]), columns))
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  test("on a single column, where a blank line is a row", async () => {
    await fc.assert(
      fc.asyncProperty(noise(0x2c, 60), windows, async (noisy, window) => {
        const bytes = join([encode("a\n"), noisy])
        const outcome = await actual(() => readAll(makeCsvReader(["a"], ",", window), makeSource(bytes), 1))
        expect(outcome).toEqual(expected(readReference(bytes, 0x2c, ["a"]), ["a"]))
      }),
      { numRuns: 300 },
    )
  })

  test("on more rows than a block holds, with templates that come and go", async () => {
    const row = (index: number) =>
      index % 97 === 0 ? `"${index}",é\n` : index % 211 === 0 ? "\n" : `${index},"x, ""y"""\n`
    const bytes = encode(`a,b\n${Array.from({ length: 3 * BLOCK_ROWS }, (_, index) => row(index)).join("")}`)
    for (const window of [32, 1_000, 65_536]) {
      const outcome = await actual(() =>
        readAll(makeCsvReader(["a", "b"], ",", window), makeSource(bytes, [777]), 2),
      )
      expect(outcome).toEqual(expected(readReference(bytes, 0x2c, ["a", "b"]), ["a", "b"]))
    }
  })
})
