import * as z from "zod"
import { withNanoseconds } from "../../columns/instant.ts"
import { defineJob, fieldsOf } from "../../job/define-job.ts"
import { jsonLines } from "../../job/format.ts"
import { argMax } from "../../measures/arg-extreme.ts"
import { count } from "../../measures/count.ts"
import { countWhere } from "../../measures/count-where.ts"
import { max } from "../../measures/extreme.ts"
import { mean, sum } from "../../measures/sum.ts"
import { WebLogRecord } from "./record.ts"
import { services } from "./services.ts"

const params = z.strictObject({
  day: z.iso.date().describe("the UTC day YYYY-MM-DD, which is also the folder of its files"),
})
const record = WebLogRecord.omit({ method: true, referrer: true, userAgent: true })
const references = { services }
const of = fieldsOf(record, params, references)

/** How did each service do, each hour of a day? */
export const webLogs = defineJob({
  name: "web-logs",
  version: 1,
  title: "Requests, errors and latency of each service, hour by hour, from web server logs",
  params,
  input: ({ day }) => ({ prefix: `logs/${day}/`, suffix: ".jsonl" }),
  format: jsonLines(),
  record,
  references,
  // A file is closed when it is full, not at midnight.
  filter: of("hour", (hour, { day }) => hour.startsWith(day)),
  derive: {
    service: of("path", (path, _params, { services }) => services(path)),
    isError: of("status", (status) => status >= 500),
    at: of("time", withNanoseconds),
  },
  key: ["hour", "service"],
  measures: {
    requests: count(),
    bytes: sum("bytes"),
    errors: countWhere("isError"),
    meanLatencyMs: mean("latencyMs"),
    maxLatencyMs: max("latencyMs"),
    slowest: argMax("latencyMs", ["at", "path"]),
  },
  row: ({ hour, service, requests, bytes, errors, meanLatencyMs, maxLatencyMs, slowest }) => ({
    hour,
    service,
    requests,
    bytes,
    errorRate: errors / requests,
    meanLatencyMs,
    maxLatencyMs,
    slowestPath: slowest?.path ?? null,
  }),
})
