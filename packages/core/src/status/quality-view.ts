import type { Report } from "../report/report.ts"

/** What a run's report says of its data, beside that of the run before. */
export type QualityView = {
  readonly report: Report
  /** The last run of the same job and params that ended before this one began and has a report. */
  readonly previous: Report | null
}
