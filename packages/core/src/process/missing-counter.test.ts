import { expect, test } from "vitest"
import * as z from "zod"
import { fromColumn } from "../columns/column.ts"
import { day } from "../columns/day.ts"
import { decimal } from "../columns/decimal.ts"
import { text } from "../columns/text.ts"
import { makeSource } from "../csv/read-all.fixture.ts"
import { defineJob } from "../job/define-job.ts"
import { csv } from "../job/format.ts"
import { count } from "../measures/count.ts"
import { makeProcessor } from "./processor.ts"

const job = defineJob({
  name: "readings",
  version: 1,
  title: "Readings of made stations",
  params: z.strictObject({}),
  input: () => ({ prefix: "", suffix: ".csv" }),
  format: csv(),
  record: z.object({
    temp: decimal({ column: "TEMP", scale: 1, missing: ["9999.9"] }),
    /** A second field of the same column counts no second time. */
    tempAgain: decimal({ column: "TEMP", scale: 1, missing: ["9999.9"] }),
    name: text({ column: "NAME", missing: ["", "n/a"] }),
    at: day({ column: "AT", missing: [""] }),
    mark: fromColumn(
      "MARK",
      z.string().transform((mark) => (mark === "-" ? null : mark)),
    ),
    always: text({ column: "ALWAYS" }),
    place: text({ column: "PLACE", missing: [""], optional: true }),
  }),
  key: ["always"],
  measures: { rows: count() },
  row: (group) => group,
})

function missingIn(...objects: string[]) {
  const batch = makeProcessor(job, () => {
    throw new Error("nothing is compressed here")
  }).startBatch({})
  for (const [index, object] of objects.entries()) {
    const source = makeSource(new TextEncoder().encode(object))
    void batch.processObject(`${index}.csv`, { size: object.length, etag: "", read: source.read, close() {} })
  }
  return batch.missing()
}

test("counts the missing values of each column, in records and not in rejects", () => {
  const rows = [
    "TEMP,NAME,AT,MARK,ALWAYS,PLACE",
    "9999.9,,2025-01-01,-,a,here",
    "1.5,n/a,,x,b,there",
    "2.5,n/b,2025-01-02,x,c,",
    "abc,,,-,rejected,",
  ]
  expect(missingIn(`${rows.join("\n")}\n`)).toEqual({ TEMP: 1, NAME: 2, AT: 1, MARK: 1, PLACE: 1 })
})

test("counts an optional column that the header lacks as missing in every record", () => {
  expect(missingIn("TEMP,NAME,AT,MARK,ALWAYS\n1,a,2025-01-01,x,a\n2,b,2025-01-01,x,a\n")).toEqual({
    PLACE: 2,
  })
})

test("counts nothing of an object that fails", () => {
  const head = "TEMP,NAME,AT,MARK,ALWAYS,PLACE\n"
  const good = `${head}9999.9,a,2025-01-01,x,a,b\n`
  const cut = `${head}9999.9,,,-,a,b\n1,"never closed`
  expect(missingIn(good, cut, good)).toEqual({ TEMP: 2 })
})
