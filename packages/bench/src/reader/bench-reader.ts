import { readdirSync, statSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { madeBucket } from "../cache.ts"
import { installPeers, versionOf } from "../peers.ts"
import { type Contestant, median, runRounds, type Timing } from "../rounds.ts"
import { type Answer, checkAnswers } from "./answer.ts"
import { readBytes } from "./bytes-alone.ts"
import { answerWithCsvParse } from "./csv-parse.ts"
import { answerWithDuckDb } from "./duckdb.ts"
import { answerWithCommand } from "./mapfold-run.ts"
import { answerInThread } from "./mapfold-thread.ts"

const YEAR = 2025

/** Measures the reader and the whole command beside their peers on one made year, and prints a table. */
export async function benchReader({ files, rounds }: { files: number; rounds: number }): Promise<void> {
  installPeers()
  const bucket = madeBucket({ year: YEAR, stations: files, seed: 1 })
  const folder = join(bucket, String(YEAR))
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  console.log(
    `${files} made files, ${(bytes / 1e6).toFixed(0)} MB, ${availableParallelism()} cores, ${rounds} rounds\n`,
  )
  // The first reading of all would measure the disk.
  readBytes(folder)
  const timings = await runRounds(contestants(bucket), rounds, (name, ms) => {
    console.error(`  ${name}: ${(ms / 1000).toFixed(2)} s`)
  })
  checkAnswers(timings)
  console.log(renderTimings(timings, bytes))
}

function contestants(bucket: string): Contestant<Answer>[] {
  const folder = join(bucket, String(YEAR))
  return [
    { name: "the bytes alone, 1 thread", run: () => readBytes(folder) },
    { name: "Mapfold's reader, 1 thread", run: () => answerInThread(bucket, YEAR) },
    { name: "mapfold run, a process", run: () => answerWithCommand(bucket, YEAR) },
    {
      name: `DuckDB ${versionOf("@duckdb/node-api")}, 1 thread`,
      run: () => answerWithDuckDb(folder, YEAR, 1),
    },
    {
      name: `DuckDB ${versionOf("@duckdb/node-api")}, default`,
      run: () => answerWithDuckDb(folder, YEAR, null),
    },
    { name: `csv-parse ${versionOf("csv-parse")}`, atMost: 1, run: () => answerWithCsvParse(folder, YEAR) },
  ]
}

function renderTimings(timings: readonly Timing<Answer>[], bytes: number): string {
  const base = median(timings[0]!.ms)
  const lines = timings.map(({ name, ms }) => {
    const middle = median(ms)
    const range = `${seconds(Math.min(...ms))} to ${seconds(Math.max(...ms))}`
    const rate = `${(bytes / 1e3 / middle).toFixed(0)}`
    return [name, seconds(middle), range, rate, (middle / base).toFixed(1)]
  })
  return table([["", "median s", "least to most", "MB/s", "x bytes"], ...lines])
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
