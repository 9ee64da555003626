import { appendFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"
import { fromColumn } from "@mapfold/core/columns/column"
import { day } from "@mapfold/core/columns/day"
import { decimal } from "@mapfold/core/columns/decimal"
import { text } from "@mapfold/core/columns/text"
import { defineJob, fieldsOf } from "@mapfold/core/job/define-job"
import { csv, type Format, json, jsonLines } from "@mapfold/core/job/format"
import { reference } from "@mapfold/core/job/reference"
import { argMax } from "@mapfold/core/measures/arg-extreme"
import { count } from "@mapfold/core/measures/count"
import { sum } from "@mapfold/core/measures/sum"
import * as z from "zod"

// The jobs of the tests on bad objects: readings of stations, in each format. A run takes the file by --jobs.

const record = z.object({
  station: text({ column: "station" }),
  date: day({ column: "date" }),
  value: decimal({ column: "value", scale: 1 }),
})

function readings(name: string, format: Format, suffix: string) {
  return defineJob({
    name,
    version: 1,
    title: "Readings of each station",
    params: z.strictObject({}),
    input: () => ({ prefix: "", suffix }),
    format,
    record,
    key: ["station"],
    measures: { readings: count(), total: sum("value"), top: argMax("value", ["date"]) },
    row: ({ station, readings, total, top }) => ({ station, readings, total, date: top?.date ?? null }),
  })
}

/** Columns whose names every object has as properties. */
const odd = defineJob({
  name: "odd-columns",
  version: 1,
  title: "Readings by columns with odd names",
  params: z.strictObject({}),
  input: () => ({ prefix: "", suffix: ".csv" }),
  format: csv(),
  record: z.object({
    proto: text({ column: "__proto__" }),
    made: fromColumn("constructor", z.string()),
    value: decimal({ column: "hasOwnProperty", scale: 0 }),
  }),
  key: ["proto", "made"],
  measures: { total: sum("value") },
  row: (group) => group,
})

const regions = reference({
  key: "reference/regions.csv",
  format: csv(),
  record: z.object({ station: text({ column: "station" }), region: text({ column: "region" }) }),
  build: (rows) => {
    // Prepare has read it, and the workers have not.
    const { MAPFOLD_TEST_SPOIL: file } = process.env
    if (isMainThread && file !== undefined) appendFileSync(file, "Z,nowhere\n")
    return new Map(rows.map(({ station, region }) => [station, region]))
  },
})

const none = z.strictObject({})
const of = fieldsOf(record, none, { regions })

const enriched = defineJob({
  name: "by-region",
  version: 1,
  title: "Readings of each region",
  params: none,
  input: () => ({ prefix: "readings/", suffix: ".csv" }),
  format: csv(),
  record,
  references: { regions },
  derive: { region: of("station", (station, _, { regions }) => regions.get(station) ?? null) },
  key: ["region"],
  measures: { readings: count() },
  row: (group) => group,
})

export default [
  readings("readings-csv", csv(), ".csv"),
  readings("readings-lines", jsonLines(), ".jsonl"),
  readings("readings-json", json(), ".json"),
  odd,
  enriched,
]
