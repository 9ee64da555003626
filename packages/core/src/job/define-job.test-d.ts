// Checked by tsc, never run: a mistake in a job is an error in its author's editor. Each line that must not compile says
// so, and tsc complains when it does.
import * as z from "zod"
import { day } from "../columns/day.ts"
import { decimal } from "../columns/decimal.ts"
import { text } from "../columns/text.ts"
import { argMax } from "../measures/arg-extreme.ts"
import { count } from "../measures/count.ts"
import { countWhere } from "../measures/count-where.ts"
import { max } from "../measures/extreme.ts"
import { mean, sum } from "../measures/sum.ts"
import { defineJob, fieldsOf } from "./define-job.ts"
import { csv } from "./format.ts"

const params = z.object({ year: z.int() })
const record = z.object({
  date: day({ column: "DATE" }),
  name: text({ column: "NAME" }),
  temp: decimal({ column: "TEMP", scale: 1, missing: ["9999.9"] }),
})
const of = fieldsOf(record, params)
const common = {
  name: "weather",
  version: 1,
  title: "Weather",
  params,
  record,
  input: ({ year }: { year: number }) => ({ prefix: `${year}/`, suffix: ".csv" }),
  format: csv(),
}

defineJob({
  ...common,
  filter: of("date", (date, { year }) => date.startsWith(`${year}-`)),
  derive: { month: of("date", (date) => Number(date.slice(5, 7))) },
  key: ["month"],
  measures: { n: count(), mean: mean("temp"), top: argMax("temp", ["name", "month"]), latest: max("date") },
  row: ({ month, n, mean, top }) => {
    const sure: number = month + n
    // @ts-expect-error The mean of a group without a value is null.
    const unsure: number = mean
    const known: string | undefined = top?.name
    // @ts-expect-error The record that was kept has its month as a number.
    const wrong: string | undefined = top?.month
    return { sure, unsure, known: known ?? null, wrong: wrong ?? null }
  },
})

// A function of the whole record knows what it is given, beside those of one field, and measures and row know what it makes.
defineJob({
  ...common,
  derive: {
    month: of("date", (date) => Number(date.slice(5, 7))),
    warmth: ({ temp, name }, { year }) => (temp === null || name === "" ? null : temp - year),
  },
  key: ["name"],
  measures: { sum: sum("warmth"), top: argMax("warmth", ["month"]) },
  row: ({ sum, top }) => ({ sum: sum + 1, month: (top?.month ?? 0) + 1 }),
})
defineJob({
  ...common,
  // @ts-expect-error The record has no field "tmp".
  derive: { warmth: ({ tmp }) => tmp },
  key: [],
  measures: {},
  row: () => ({}),
})
defineJob({
  ...common,
  derive: { initial: (record) => record.name[0] ?? null },
  key: ["initial"],
  // @ts-expect-error A text that was derived has no sum.
  measures: { sum: sum("initial") },
  row: () => ({}),
})
// @ts-expect-error There is no field "dat" to group by.
defineJob({ ...common, key: ["dat"], measures: {}, row: () => ({}) })

// @ts-expect-error The record has no field "dat".
of("dat", () => true)
// @ts-expect-error The params have no "yer".
of("date", (date, { yer }) => date === yer)
// @ts-expect-error A measured value may be null.
of("temp", (temp) => temp.toFixed(1))

// @ts-expect-error There is no field "tmp" to take the mean of.
defineJob({ ...common, key: ["date"], measures: { mean: mean("tmp") }, row: () => ({}) })
// @ts-expect-error Nor to count by.
defineJob({ ...common, key: ["date"], measures: { n: count("tmp") }, row: () => ({}) })
// @ts-expect-error Nor to count where it is true.
defineJob({ ...common, key: ["date"], measures: { n: countWhere("tmp") }, row: () => ({}) })
// @ts-expect-error A text is never true.
defineJob({ ...common, key: ["date"], measures: { n: countWhere("name") }, row: () => ({}) })
// @ts-expect-error Texts have no sum.
defineJob({ ...common, key: ["date"], measures: { sum: sum("name") }, row: () => ({}) })
// @ts-expect-error There is no field "nam" to keep.
defineJob({ ...common, key: ["date"], measures: { top: argMax("temp", ["nam"]) }, row: () => ({}) })
// @ts-expect-error Nor is there one beside all that there are.
defineJob({ ...common, key: [], measures: { top: argMax("temp", ["date", "name", "nam"]) }, row: () => ({}) })
// @ts-expect-error There is no field "tmp" to look for the largest of.
defineJob({ ...common, key: ["date"], measures: { max: max("tmp") }, row: () => ({}) })
// @ts-expect-error A row has no "station": neither a key field nor a measure.
defineJob({ ...common, key: ["date"], measures: { n: count() }, row: ({ station }) => ({ station }) })
// @ts-expect-error A filter answers true or false.
defineJob({ ...common, filter: of("date", (date) => date), key: [], measures: {}, row: () => ({}) })
