import * as z from "zod"
import { defineJob, fieldsOf } from "../../job/define-job.ts"
import { csv } from "../../job/format.ts"
import { argMax } from "../../measures/arg-extreme.ts"
import { count } from "../../measures/count.ts"
import { max, min } from "../../measures/extreme.ts"
import { mean } from "../../measures/sum.ts"
import { countryOf } from "./countries.ts"
import { degreesOf, GsodRecord, positionText } from "./record.ts"

const params = z.strictObject({
  /** The archive begins in 1929. */
  year: z.int().min(1929).max(2100).describe("the year, which is also the folder of its files"),
})
const record = GsodRecord.pick({ station: true, date: true, name: true, temp: true }).extend({
  // Only the twelve winners are asked where they lie: as texts, these cost the other four million rows next to nothing.
  latitude: positionText("LATITUDE"),
  longitude: positionText("LONGITUDE"),
})
const of = fieldsOf(record, params)

/** Which station was the hottest place on Earth, each month of a year? By the highest mean temperature of a day. */
export const gsodHottest = defineJob({
  name: "gsod-hottest",
  version: 3,
  title: "The hottest station of each month, from NOAA GSOD station files",
  params,
  input: ({ year }) => ({ prefix: `${year}/`, suffix: ".csv" }),
  format: csv(),
  record,
  // A year's file can hold one row of the next year's 1 January.
  filter: of("date", (date, { year }) => date.startsWith(`${year}-`)),
  derive: { month: of("date", (date) => date.slice(0, 7)) },
  key: ["month"],
  measures: {
    // Days with a mean temperature: those that the mean is made of.
    days: count("temp"),
    meanTempF: mean("temp"),
    minTempF: min("temp"),
    maxTempF: max("temp"),
    hottest: argMax("temp", ["station", "date", "name", "latitude", "longitude"]),
  },
  row: ({ month, hottest, ...measures }) => ({
    month,
    ...measures,
    station: hottest?.station ?? null,
    date: hottest?.date ?? null,
    name: hottest?.name ?? null,
    country: countryOf(hottest?.name ?? null),
    latitude: degreesOf(hottest?.latitude ?? null),
    longitude: degreesOf(hottest?.longitude ?? null),
  }),
})
