import type { RunView } from "@mapfold/core/status/run-view"
import type { Rates } from "./rates.ts"
import type { RateSlice } from "./step-chart.tsx"

/** What was done a second, slice by slice. */
export type Throughput = {
  /** Rows as the report tells them; objects of the batches so far, as rows of the usual object; objects as such. */
  readonly kind: "rows" | "rowsEstimated" | "objects"
  readonly slices: readonly RateSlice[]
}

type Told = Pick<RunView, "report" | "progress" | "mapRun">

/** Rows a second over time where they are known: exact from the report, else estimated from how many an object has. */
export function throughputOf({ report, progress, mapRun }: Told, rates: Rates): Throughput {
  const pace = report?.times?.pace
  if (pace !== undefined) {
    const slices = pace.rows.map((rows, slice) => ({
      ...{ from: slice * pace.sliceMs, to: (slice + 1) * pace.sliceMs },
      value: (rows / pace.sliceMs) * 1_000,
    }))
    return { kind: "rows", slices }
  }
  const succeeded = mapRun?.items.succeeded ?? 0
  const each = progress.rows === null || succeeded === 0 ? null : progress.rows / succeeded
  const slices = rates.slices.map(({ from, to, objectsPerSecond }) => ({
    ...{ from, to },
    value: objectsPerSecond * (each ?? 1),
  }))
  return { kind: each === null ? "objects" : "rowsEstimated", slices }
}
