import { day } from "@mapfold/core/columns/day"
import { decimal, integer } from "@mapfold/core/columns/decimal"
import { text } from "@mapfold/core/columns/text"
import { defineJob, fieldsOf } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import { argMax } from "@mapfold/core/measures/arg-extreme"
import { count } from "@mapfold/core/measures/count"
import { sum } from "@mapfold/core/measures/sum"
import * as z from "zod"

const params = z.strictObject({
  year: z.int().min(2000).max(2100).describe("the year of the sales"),
})
const record = z.object({
  day: day({ column: "day" }),
  region: text({ column: "region", missing: [""] }),
  product: text({ column: "product" }),
  price: decimal({ column: "price", scale: 2, missing: ["-"] }),
  quantity: integer({ column: "quantity", min: 1 }),
})
const of = fieldsOf(record, params)

export default defineJob({
  name: "sales",
  version: 1,
  title: "Sales of each region",
  params,
  input: () => ({ prefix: "sales/", suffix: ".csv" }),
  format: csv({ delimiter: ";" }),
  record,
  filter: of("day", (day, { year }) => day.startsWith(`${year}-`)),
  derive: { value: ({ price, quantity }) => (price === null ? null : price * quantity) },
  key: ["region"],
  measures: { sales: count(), value: sum("value"), largest: argMax("value", ["product", "day"]) },
  row: ({ region, sales, value, largest }) => ({ region, sales, value, product: largest?.product ?? null }),
})
