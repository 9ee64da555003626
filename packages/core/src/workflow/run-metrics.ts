/** The namespace of the metrics that Reduce emits once a run. */
export const METRIC_NAMESPACE = "Mapfold"

/** A dimension with a run or a batch in it would be a new metric, and a new price, each time. */
export const METRIC_DIMENSIONS = ["stage", "job"] as const

/** What Reduce emits once a run, whether it ended in a result or not, with CloudWatch's units. */
export const RUN_METRICS = {
  runs: "Count",
  /** Objects that were listed or chosen. */
  items: "Count",
  failedObjects: "Count",
  rows: "Count",
  /** Rows that were rejected. */
  rejects: "Count",
  /** Of all rows. */
  rejectedPercent: "Percent",
  /** Of the objects, as they are stored: 1,000,000 bytes each. */
  megabytes: "Megabytes",
  /** From the start of the execution. */
  durationSeconds: "Seconds",
  /** US dollars, by list prices. */
  costEstimate: "None",
} as const
export type RunMetric = keyof typeof RUN_METRICS
