import type { ResultView } from "@mapfold/core/status/result-view"
import type { ResultRow } from "./columns.ts"

type Side = Pick<ResultView, "columns" | "rows" | "params">

export type ComparedRow = {
  readonly key: readonly string[]
  readonly now: ResultRow | null
  readonly before: ResultRow | null
}

export type Comparison = {
  /** The columns that say which row is which. */
  readonly keys: readonly string[]
  readonly rows: readonly ComparedRow[]
  /** Rows of which any value changed, or that only one of the two has. */
  readonly changed: number
}

/**
 * Two results row by row. Rows are the same by the fewest leading columns that tell the rows of both apart; a param that the
 * runs differ in (the year) does not: January of 2024 is beside that of 2025.
 */
export function compareResults(now: Side, before: Side): Comparison {
  const columns = now.columns.filter((name) => before.columns.includes(name))
  const length = columns.findIndex(
    (_, index) =>
      tellsApart(now, columns.slice(0, index + 1)) && tellsApart(before, columns.slice(0, index + 1)),
  )
  const keys = length === -1 ? columns : columns.slice(0, length + 1)
  const others = new Map(before.rows.map((row) => [keyOf(row, keys, before, now), row]))
  const rows = now.rows.map((row): ComparedRow => {
    const key = keyOf(row, keys, now, before)
    const other = others.get(key) ?? null
    others.delete(key)
    return { key: textsOf(row, keys), now: row, before: other }
  })
  for (const row of others.values()) rows.push({ key: textsOf(row, keys), now: null, before: row })
  const values = columns.filter((name) => !keys.includes(name))
  return { keys, rows, changed: rows.filter((row) => isChanged(row, values)).length }
}

/** Whether two rows differ in any of these columns. */
export function isChanged({ now, before }: ComparedRow, columns: readonly string[]): boolean {
  if (now === null || before === null) return true
  return columns.some((name) => (now[name] ?? null) !== (before[name] ?? null))
}

function tellsApart({ rows }: Side, keys: readonly string[]): boolean {
  return new Set(rows.map((row) => JSON.stringify(textsOf(row, keys)))).size === rows.length
}

function textsOf(row: ResultRow, keys: readonly string[]): readonly string[] {
  return keys.map((name) => String(row[name] ?? ""))
}

/** A row's key with its own params taken out of it, where the other run has others. */
function keyOf(row: ResultRow, keys: readonly string[], own: Side, other: Side): string {
  const texts = textsOf(row, keys).map((text) => {
    let neutral = text
    for (const [name, value] of Object.entries(own.params)) {
      const written = String(value)
      if (written !== "" && written !== String(other.params[name]))
        neutral = neutral.replaceAll(written, `{${name}}`)
    }
    return neutral
  })
  return JSON.stringify(texts)
}
