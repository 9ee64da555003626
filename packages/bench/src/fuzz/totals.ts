import type { CaseReport } from "./check-case.ts"

/** What a fuzzer has done so far, as plain data. */
export type Totals = {
  cases: number
  objects: number
  rows: number
  /** By the failure's name. */
  readonly failed: Record<string, number>
  /** By the verdict, or the kind of difference. */
  readonly compared: Record<string, number>
}

export function emptyTotals(): Totals {
  return { cases: 0, objects: 0, rows: 0, failed: {}, compared: {} }
}

export function addCase(totals: Totals, objects: number, { rows, failures, comparisons }: CaseReport): void {
  totals.cases++
  totals.objects += objects
  totals.rows += rows
  for (const name of failures) totals.failed[name] = (totals.failed[name] ?? 0) + 1
  for (const comparison of comparisons) {
    const names = comparison.verdict === "differs" ? comparison.kinds : [comparison.verdict]
    for (const name of names) totals.compared[name] = (totals.compared[name] ?? 0) + 1
  }
}

/** Counts in the order of their size: `EmptyObject 12, CutGzip 3`. */
export function listCounts(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one)
  return sorted.map(([name, count]) => `${name} ${count.toLocaleString("en")}`).join(", ") || "none"
}
