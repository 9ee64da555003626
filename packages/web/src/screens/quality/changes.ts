import type { Report } from "@mapfold/core/report/report"

/** A figure of a report beside the one of the run before. */
export type Change = {
  readonly figure:
    | "listed"
    | "processed"
    | "skipped"
    | "failed"
    | "rows"
    | "kept"
    | "filtered"
    | "rejected"
    | "bytes"
  readonly now: number
  readonly before: number
  readonly difference: number
  /** Of the figure before; null where that was 0. */
  readonly ratio: number | null
  /** Whether more of it is worse; null where neither way is. */
  readonly isWorse: boolean | null
}

/** Of these less is better. */
const BAD = new Set<Change["figure"]>(["failed", "rejected"])

export function changesOf(now: Report, before: Report): readonly Change[] {
  const figures = figuresOf(before)
  return figuresOf(now).map(([figure, value], index) => {
    const old = figures[index]![1]
    const difference = value - old
    const isWorse = difference === 0 || !BAD.has(figure) ? null : difference > 0
    return {
      figure,
      now: value,
      before: old,
      difference,
      ratio: old === 0 ? null : difference / old,
      isWorse,
    }
  })
}

/** A named count now and before, of whatever either report has: rules, or columns with missing values. */
export type NamedChange = { readonly name: string; readonly now: number; readonly before: number | null }

/** The most first. `before` is null where there is no report to compare with. */
export function namedChanges(
  now: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>> | null,
): readonly NamedChange[] {
  const names = new Set([...Object.keys(now), ...Object.keys(before ?? {})])
  const changes = [...names].map((name) => ({
    name,
    now: now[name] ?? 0,
    before: before === null ? null : (before[name] ?? 0),
  }))
  return changes.sort((left, right) => right.now - left.now || (left.name < right.name ? -1 : 1))
}

/** Records that were decoded, which is what missing values are counted in. */
export function decodedRecords({ records }: Pick<Report, "records">): number {
  return records.rows - records.rejected
}

function figuresOf({ objects, records, bytes }: Report): readonly (readonly [Change["figure"], number])[] {
  return [
    ["listed", objects.listed],
    ["processed", objects.processed],
    ["skipped", objects.skipped],
    ["failed", objects.failed],
    ["rows", records.rows],
    ["kept", records.kept],
    ["filtered", records.filtered],
    ["rejected", records.rejected],
    ["bytes", bytes],
  ]
}
