import type { Report } from "@mapfold/core/report/report"

/** A part of one of the report's sums. */
export type SumPart = {
  readonly name: "processed" | "skipped" | "failed" | "kept" | "filtered" | "rejected"
  readonly count: number
}

/** A sum that a report must show to add up. */
export type Sum = {
  readonly name: "objects" | "records"
  readonly total: number
  readonly parts: readonly SumPart[]
  /** What the parts are beside the total: 0 where it adds up. */
  readonly difference: number
}

/** `listed = processed + skipped + failed` and `rows = kept + filtered + rejected`. */
export function sumsOf({ objects, records }: Pick<Report, "objects" | "records">): readonly [Sum, Sum] {
  return [
    makeSum("objects", objects.listed, [
      { name: "processed", count: objects.processed },
      { name: "skipped", count: objects.skipped },
      { name: "failed", count: objects.failed },
    ]),
    makeSum("records", records.rows, [
      { name: "kept", count: records.kept },
      { name: "filtered", count: records.filtered },
      { name: "rejected", count: records.rejected },
    ]),
  ]
}

function makeSum(name: Sum["name"], total: number, parts: readonly SumPart[]): Sum {
  const sum = parts.reduce((counted, { count }) => counted + count, 0)
  return { name, total, parts, difference: sum - total }
}

/** A part of a whole as a share that is drawn: what is there at all is never too narrow to be seen. 0 to 1, summing to 1. */
export function drawnShares(counts: readonly number[], least = 0.006): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return counts.map(() => 0)
  const raised = counts.map((count) => (count === 0 ? 0 : Math.max(count / total, least)))
  const drawn = raised.reduce((sum, share) => sum + share, 0)
  return raised.map((share) => share / drawn)
}
