import { appendFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"
import { decimal } from "@mapfold/core/columns/decimal"
import { text } from "@mapfold/core/columns/text"
import { defineJob, fieldsOf } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import { reference } from "@mapfold/core/job/reference"
import { count } from "@mapfold/core/measures/count"
import { sum } from "@mapfold/core/measures/sum"
import * as z from "zod"

// The job of the tests on runs. Reduce runs in the tests' own process, so that a test can break and mend its `row`.

const record = z.object({ river: text({ column: "river" }), level: decimal({ column: "level", scale: 1 }) })
const params = z.strictObject({
  year: z.int().min(1900).max(2100),
  /** Milliseconds that each river takes. */
  slow: z.int().min(0).max(1_000).default(0),
})
const of = fieldsOf(record, params)

export const BREAK_ROW = "MAPFOLD_TEST_BREAK_ROW"

const levels = defineJob({
  name: "levels",
  version: 1,
  title: "Highest levels of rivers",
  params,
  input: ({ year }) => ({ prefix: `${year}/`, suffix: ".csv" }),
  format: csv(),
  record,
  derive: {
    name: of("river", (river, { slow }) => {
      if (river === "maelstrom" && !isMainThread) process.exit(1)
      if (slow > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slow)
      console.log(`measuring ${river}`)
      return river.toUpperCase()
    }),
  },
  key: ["name"],
  measures: { readings: count(), total: sum("level") },
  row: ({ name, readings, total }) => {
    if (process.env[BREAK_ROW] === "1") throw new RangeError("the table of rivers is closed")
    return { name, readings, total }
  },
})

/** The file of basins, which is to be spoilt when Prepare has read it: then every batch fails as a whole. */
export const SPOIL = "MAPFOLD_TEST_SPOIL_BASINS"

const basins = reference({
  key: "basins.csv",
  format: csv(),
  record: z.object({ river: text({ column: "river" }), basin: text({ column: "basin" }) }),
  build: (rows) => {
    const file = process.env[SPOIL]
    if (isMainThread && file !== undefined) appendFileSync(file, "nile,nile\n")
    return new Map(rows.map(({ river, basin }) => [river, basin]))
  },
})

const byBasin = defineJob({
  name: "basins",
  version: 1,
  title: "Readings of each basin",
  params: z.strictObject({}),
  input: () => ({ prefix: "basins/", suffix: ".csv" }),
  format: csv(),
  record,
  references: { basins },
  derive: {
    basin: fieldsOf(record, z.strictObject({}), { basins })(
      "river",
      (river, _, { basins }) => basins.get(river) ?? null,
    ),
  },
  key: ["basin"],
  measures: { readings: count() },
  row: (group) => group,
})

export default [levels, byBasin]
