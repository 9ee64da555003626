import { text } from "@mapfold/core/columns/text"
import { defineJob, fieldsOf } from "@mapfold/core/job/define-job"
import { csv, json, jsonLines } from "@mapfold/core/job/format"
import type { Job } from "@mapfold/core/job/job"
import { gsodHottest } from "@mapfold/core/jobs/gsod/hottest"
import { GsodRecord } from "@mapfold/core/jobs/gsod/record"
import { WebLogRecord } from "@mapfold/core/jobs/web-logs/record"
import { argMax } from "@mapfold/core/measures/arg-extreme"
import { count } from "@mapfold/core/measures/count"
import { max, min } from "@mapfold/core/measures/extreme"
import { mean, sum } from "@mapfold/core/measures/sum"

/** What is fuzzed: a job, and which of its measures counts the records that it keeps. */
export type Subject = {
  readonly job: Job
  readonly params: Readonly<Record<string, unknown>>
  /** Null where none does. */
  readonly counter: string | null
}

export const YEAR = 2025
export const DAY = "2025-06-01"

/** A schema without a field, for jobs that have no params, and for others to begin with. */
const nothing = GsodRecord.pick({})
const ofDay = fieldsOf(GsodRecord, nothing)

/** All 28 columns, and measures of several kinds. */
const weather = defineJob({
  name: "fuzz-weather",
  version: 1,
  title: "Every column of a station's day",
  params: nothing,
  input: () => ({ prefix: "", suffix: "" }),
  format: csv(),
  record: GsodRecord,
  filter: ofDay("date", (date) => date.startsWith(`${YEAR}-`)),
  derive: { month: ofDay("date", (date) => date.slice(0, 7)) },
  key: ["month"],
  measures: {
    rows: count(),
    meanTemp: mean("temp"),
    low: min("minTemp"),
    rain: sum("precipitation"),
    hottest: argMax("temp", ["station", "date", "name"]),
  },
  row: () => ({}),
})

const requestsOf = (format: Job["format"], name: string) =>
  defineJob({
    name,
    version: 1,
    title: "Every key of a request",
    params: nothing,
    input: () => ({ prefix: "", suffix: "" }),
    format,
    record: WebLogRecord,
    key: ["hour"],
    measures: {
      rows: count(),
      bytes: sum("bytes"),
      latency: mean("latencyMs"),
      slowest: argMax("latencyMs", ["time", "path", "userAgent"]),
      last: max("time"),
    },
    row: () => ({}),
  })

/** Two texts: so plain that most mutations leave it valid. */
const table = defineJob({
  name: "fuzz-table",
  version: 1,
  title: "Two columns of text",
  params: nothing,
  input: () => ({ prefix: "", suffix: "" }),
  format: csv(),
  record: nothing.extend({ a: text({ column: "a", missing: [""] }), b: text({ column: "b" }) }),
  key: ["a"],
  measures: { rows: count(), last: max("b") },
  row: () => ({}),
})

export const SUBJECTS = {
  table: { job: table, params: {}, counter: "rows" },
  weather: { job: weather, params: {}, counter: "rows" },
  hottest: { job: gsodHottest, params: { year: YEAR }, counter: null },
  lines: { job: requestsOf(jsonLines(), "fuzz-lines"), params: {}, counter: "rows" },
  document: { job: requestsOf(json(), "fuzz-document"), params: {}, counter: "rows" },
} as const satisfies Record<string, Subject>
export type SubjectName = keyof typeof SUBJECTS
export const SUBJECT_NAMES = Object.keys(SUBJECTS) as readonly SubjectName[]
