import type { ResultView } from "@mapfold/core/status/result-view"

export type ResultRow = ResultView["rows"][number]

/**
 * What the values of a column are: `moment` is a text like 2025-01, 2025-01-31 or 2025-01-31T05, which sorts as time does;
 * `empty` has no value at all.
 */
export type ColumnKind = "number" | "moment" | "flag" | "text" | "empty"

export type ResultColumn = { readonly name: string; readonly kind: ColumnKind }

const MOMENT = /^\d{4}-(?:0[1-9]|1[0-2])(?:-[0-3]\d(?:T[0-2]\d(?::[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?Z?)?)?$/

export function columnsOf({ columns, rows }: Pick<ResultView, "columns" | "rows">): readonly ResultColumn[] {
  return columns.map((name) => ({ name, kind: kindOf(rows.map((row) => row[name] ?? null)) }))
}

function kindOf(values: readonly ResultRow[string][]): ColumnKind {
  const present = values.filter((value) => value !== null)
  if (present.length === 0) return "empty"
  if (present.every((value) => typeof value === "number")) return "number"
  if (present.every((value) => typeof value === "boolean")) return "flag"
  if (present.every((value) => typeof value === "string" && MOMENT.test(value))) return "moment"
  return "text"
}

/** Milliseconds since 1970, UTC; a month or a day is its beginning. */
export function timeOf(moment: string): number {
  const hour = /T(\d{2})$/.test(moment) ? `${moment}:00` : moment
  return Date.parse(hour.includes("T") && !hour.endsWith("Z") ? `${hour}Z` : hour)
}

/** A name as words: `meanLatencyMs` is "mean latency ms". */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase()
}
