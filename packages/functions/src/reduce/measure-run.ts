import { estimateCost } from "@mapfold/core/plan/estimate-cost"
import type { Report } from "@mapfold/core/report/report"
import type { RunMetric } from "@mapfold/core/workflow/run-metrics"

/** Megabytes that each function has: what an invocation is billed for. */
export type Memory = { readonly prepare: number; readonly process: number; readonly reduce: number }

/** A run in numbers, under the names of its metrics. */
export function measureRun(report: Report, memory: Memory): Record<RunMetric, number> {
  const { objects, records, bytes, batches, phases } = report
  return {
    runs: 1,
    items: objects.listed,
    failedObjects: objects.failed,
    rows: records.rows,
    rejects: records.rejected,
    rejectedPercent: records.rows === 0 ? 0 : (records.rejected / records.rows) * 100,
    megabytes: bytes / 1_000_000,
    durationSeconds: (phases.map + phases.reduce) / 1_000,
    costEstimate: estimateCost({ objects: objects.listed, bytes, batches, memory }).total,
  }
}
