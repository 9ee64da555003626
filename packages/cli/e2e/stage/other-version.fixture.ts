import { text } from "@mapfold/core/columns/text"
import { defineJob } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import { count } from "@mapfold/core/measures/count"
import * as z from "zod"

// A stage that was deployed with another version of one job, and with none of the others.

export default defineJob({
  name: "gsod-hottest",
  version: 99,
  title: "Days of each station",
  params: z.strictObject({ year: z.int() }),
  input: ({ year }) => ({ prefix: `${year}/`, suffix: ".csv" }),
  format: csv(),
  record: z.object({ station: text({ column: "STATION" }) }),
  key: ["station"],
  measures: { days: count() },
  row: ({ station, days }) => ({ station, days }),
})
