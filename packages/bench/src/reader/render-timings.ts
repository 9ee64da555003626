import { versionOf } from "../peers.ts"
import { median, type Timing } from "../rounds.ts"

const duckDb = `DuckDB ${versionOf("@duckdb/node-api")}`

/** What the contestants are called in the table. */
export const NAMES = {
  bytes: "the bytes alone, 1 thread",
  reader: "Mapfold's reader, 1 thread",
  command: "mapfold run, a process",
  duckDbOne: `${duckDb}, 1 thread`,
  duckDb: `${duckDb}, its default`,
  csvParse: `csv-parse ${versionOf("csv-parse")}`,
} as const

/** The table, and the two ratios that Mapfold aims at. */
export function renderTimings(timings: readonly Timing<unknown>[], bytes: number): string {
  const medians = new Map(timings.map(({ name, ms }) => [name, median(ms)]))
  const of = (name: string) => medians.get(name)!
  const lines = timings.map(({ name, ms }) => {
    const range = `${seconds(Math.min(...ms))} to ${seconds(Math.max(...ms))}`
    const rate = (bytes / 1e3 / of(name)).toFixed(0)
    return [name, seconds(of(name)), range, rate, (of(name) / of(NAMES.bytes)).toFixed(1)]
  })
  const better = Math.min(of(NAMES.duckDbOne), of(NAMES.duckDb))
  return `${table([["", "median s", "least to most", "MB/s", "x bytes"], ...lines])}

The reader is ${(of(NAMES.duckDbOne) / of(NAMES.reader)).toFixed(1)} times as fast as DuckDB on one thread (aim: 4).
The command is ${(better / of(NAMES.command)).toFixed(1)} times as fast as DuckDB's better (aim: 2).`
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2)
}

function table(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n")
}
