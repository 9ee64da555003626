import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { columnOf, sourceColumns } from "../columns/column.ts"
import { day } from "../columns/day.ts"
import { decimal, integer } from "../columns/decimal.ts"
import { text } from "../columns/text.ts"
import { makeSource } from "../csv/read-all.fixture.ts"
import { compileDecoder } from "../decode/compile-decoder.ts"
import { decodeRecord, layOutRecord } from "../decode/decode-record.ts"
import { nearValid } from "../decode/near-valid.fixture.ts"
import { ABSENT, BLOCK_ROWS, type FieldFault } from "../rows/row-block.ts"
import { makeJsonReader } from "./json-reader.ts"

const record = z.object({
  day: day({ column: "day", missing: [""] }),
  tenths: decimal({ column: "tenths", scale: 1, missing: ["9999.9"] }),
  whole: integer({ column: "whole", missing: [""] }),
  name: text({ column: "name", missing: ["", "n/a"] }),
  code: text({ column: "code", length: 3 }),
  blank: text({ column: "blank", missing: [""] }),
  plain: z.string(),
})
const layout = layOutRecord(record)

/** A value as it stands in the file, and the text that it is; none where it is absent. */
type Written = { readonly source: string | null; readonly text: string | FieldFault }

const escaped = (value: string) =>
  `"${[...Array(value.length).keys()].map((at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")}"`

function writtenAs(style: number, bytes: Uint8Array): Written {
  const value = new TextDecoder().decode(bytes).replaceAll("\ufffd", "?")
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)
  if (style === 0) return { source: null, text: ABSENT }
  if (style === 1) return { source: "null", text: ABSENT }
  if (style === 2) return { source: escaped(value), text: value }
  if (style < 6 && isNumber) return { source: value, text: value }
  return { source: JSON.stringify(value), text: value }
}

const row = fc.record(
  Object.fromEntries(
    Object.entries(record.shape).flatMap(([name, field]) => {
      const column = columnOf(field, name)
      const style = fc.nat(40).map((number) => Math.min(number, 9))
      return sourceColumns(column).map((source) => [
        source,
        fc.tuple(style, nearValid(column)).map(([chosen, bytes]) => writtenAs(chosen, bytes)),
      ])
    }),
  ) as Record<string, fc.Arbitrary<Written>>,
)

test("the compiled decoder agrees with the schema on JSON, escaped, absent or plain", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), fc.boolean(), (rows, isNested) => {
      const decoder = compileDecoder(record, BLOCK_ROWS)
      const reader = makeJsonReader(decoder.columns, "lines")
      const lines = rows.map((fields) => {
        const members = Object.entries(fields).filter(([, { source }]) => source !== null)
        const written = members.map(([name, { source }]) => `${JSON.stringify(name)}: ${source}`)
        // A key with an escape leaves the row to JSON.parse.
        return `{${[...written, isNested ? '"\\u0078":{"day":1}' : '"x":{"day":1}'].join(", ")}}\n`
      })
      reader.open(makeSource(new TextEncoder().encode(lines.join(""))))
      const block = reader.next()
      if (block instanceof Promise || block === null) throw new Error("the rows do not come back")
      const { rows: good, length, rejected } = decoder.decode(block)
      const outcomes: unknown[] = []
      for (const { row: at, issue } of rejected) outcomes[at] = { issue }
      for (const at of good.subarray(0, length)) {
        const fields = Object.entries(decoder.vectors).map(([name, vector]) => [name, vector.value(at)])
        for (const vector of Object.values(decoder.vectors))
          if (vector.kind === "value" && vector.countNull !== undefined)
            expect(vector.countNull(Int32Array.of(at), 1)).toBe(vector.value(at) === null ? 1 : 0)
        outcomes[at] = { record: Object.fromEntries(fields) }
      }
      const truths = rows.map((fields) =>
        decodeRecord(
          layout,
          layout.columns.map((name) => fields[name]!.text),
        ),
      )
      expect(outcomes).toEqual(truths)
    }),
    { numRuns: 1_000 },
  )
})
