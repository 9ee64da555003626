import { existsSync } from "node:fs"
import { text } from "@mapfold/core/columns/text"
import { defineJob } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import { count } from "@mapfold/core/measures/count"
import * as z from "zod"

/** Counts rows by colour; its rows cannot be made while the process finds a file BROKEN in its folder. */
export default defineJob({
  name: "colours",
  version: 1,
  title: "How many rows have each colour",
  params: z.strictObject({ folder: z.string().min(1).describe("the folder of the files") }),
  input: ({ folder }) => ({ prefix: `${folder}/`, suffix: ".csv" }),
  format: csv(),
  record: z.object({ colour: text({ column: "colour" }) }),
  key: ["colour"],
  measures: { times: count() },
  row: ({ colour, times }) => {
    if (existsSync("BROKEN")) throw new TypeError("Cannot read properties of undefined (reading 'colour')")
    return { colour, times }
  },
})
