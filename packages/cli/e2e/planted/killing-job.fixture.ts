import { defineJob, fieldsOf } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import { GsodRecord } from "@mapfold/core/jobs/gsod/record"
import { argMax } from "@mapfold/core/measures/arg-extreme"
import { count } from "@mapfold/core/measures/count"
import { mean } from "@mapfold/core/measures/sum"
import * as z from "zod"

// Like the main job, but with a mistake in its code: two names end the worker that meets them. A run takes it by --jobs.

/** The names, and what the worker ends of. */
export const KILLERS = {
  "MADE TO EXIT": "Runtime.ExitError",
  "MADE TO HOARD": "Runtime.OutOfMemory",
} as const

const params = z.strictObject({ year: z.int() })
const record = GsodRecord.pick({ station: true, date: true, name: true, temp: true })
const of = fieldsOf(record, params)

export default defineJob({
  name: "gsod-killed",
  version: 1,
  title: "The hottest station of each month, and two that end the worker",
  params,
  input: ({ year }) => ({ prefix: `${year}/`, suffix: ".csv" }),
  format: csv(),
  record,
  filter: ({ name, date }, { year }) => {
    if (name === "MADE TO EXIT") process.exit(3)
    if (name === "MADE TO HOARD") hoard()
    return date.startsWith(`${year}-`)
  },
  derive: { month: of("date", (date) => date.slice(0, 7)) },
  key: ["month"],
  measures: { days: count(), meanTempF: mean("temp"), hottest: argMax("temp", ["station", "date", "name"]) },
  row: ({ hottest, ...group }) => ({ ...group, ...hottest }),
})

function hoard(): never {
  const hoarded: number[][] = []
  // 1 MB at a time, so that the limit is met in a moment, and not left behind in one step: that would end the process.
  while (true) hoarded.push(new Array<number>(125_000).fill(0.5))
}
