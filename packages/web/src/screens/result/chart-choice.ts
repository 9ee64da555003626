import type { ResultColumn, ResultRow } from "./columns.ts"

/**
 * The chart that fits a result: a `range` of lowest, mean and highest over time; `lines` of one measure over time, one for
 * each of a few names; `bars` of one measure by name; else a `histogram` of one measure.
 */
export type Chart =
  | {
      readonly kind: "range"
      readonly x: string
      readonly low: string
      readonly mean: string
      readonly high: string
    }
  | {
      readonly kind: "lines"
      readonly x: string
      readonly y: string
      readonly series: string | null
      /** The names that are drawn: the ones with the largest sums. */
      readonly names: readonly string[]
      readonly otherNames: number
    }
  | { readonly kind: "bars"; readonly x: string; readonly y: string; readonly otherNames: number }
  | { readonly kind: "histogram"; readonly x: string }

/** More lines than these cannot be told apart, by colour or by dash. */
export const MOST_LINES = 6
/** More bars than these are read better from the table. */
export const MOST_BARS = 30

/** The chart of a result; null where it has nothing to draw. `measure` is the column that a person chose. */
export function chooseChart(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  measure?: string,
): Chart | null {
  const y = measuresOf(columns).find((name) => name === measure) ?? measuresOf(columns)[0]
  if (y === undefined || rows.length === 0) return null
  const x = columns.find(({ name, kind }) => kind === "moment" && columns[0]?.name === name)?.name
  const label = columns.find(({ kind }) => kind === "text")?.name
  if (x !== undefined) {
    const range = measure === undefined ? rangeOf(columns) : null
    const isKey = new Set(rows.map((row) => row[x])).size === rows.length
    if (range !== null && isKey) return { kind: "range", x, ...range }
    if (isKey) return { kind: "lines", x, y, series: null, names: [], otherNames: 0 }
    if (label !== undefined) return { kind: "lines", x, y, series: label, ...largestNames(rows, label, y) }
  }
  if (label !== undefined) {
    const names = new Set(rows.map((row) => row[label]))
    if (names.size === rows.length)
      return { kind: "bars", x: label, y, otherNames: Math.max(0, rows.length - MOST_BARS) }
  }
  return { kind: "histogram", x: y }
}

/** Columns that a chart can show: numbers that are no place on a map. */
export function measuresOf(columns: readonly ResultColumn[]): readonly string[] {
  return columns
    .filter(({ name, kind }) => kind === "number" && !/^(lat|lon|latitude|longitude)$/i.test(name))
    .map(({ name }) => name)
}

/** Columns named `minX`, `meanX` and `maxX`. */
function rangeOf(columns: readonly ResultColumn[]) {
  const numbers = new Set(measuresOf(columns))
  for (const mean of numbers) {
    const stem = /^mean(.+)$/.exec(mean)?.[1]
    if (stem === undefined || !numbers.has(`min${stem}`) || !numbers.has(`max${stem}`)) continue
    return { low: `min${stem}`, mean, high: `max${stem}` }
  }
  return null
}

function largestNames(rows: readonly ResultRow[], label: string, y: string) {
  const sums = new Map<string, number>()
  for (const row of rows) {
    const [name, value] = [row[label], row[y]]
    if (typeof name === "string" && typeof value === "number") sums.set(name, (sums.get(name) ?? 0) + value)
  }
  const byLargest = [...sums].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
  const names = byLargest.slice(0, MOST_LINES).map(([name]) => name)
  return { names, otherNames: sums.size - names.length }
}
