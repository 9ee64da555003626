import { readdirSync, statSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { madeBucket } from "../cache.ts"
import { installPeers } from "../peers.ts"
import { type Contestant, runRounds } from "../rounds.ts"
import { type Answer, checkAnswers } from "./answer.ts"
import { readBytes } from "./bytes-alone.ts"
import { answerWithCsvParse } from "./csv-parse.ts"
import { answerWithDuckDb } from "./duckdb.ts"
import { answerWithCommand } from "./mapfold-run.ts"
import { answerInThread } from "./mapfold-thread.ts"
import { NAMES, renderTimings } from "./render-timings.ts"

const YEAR = 2025

/** Measures the reader and the whole command beside their peers on one made year, and prints a table. */
export async function benchReader({ files, rounds }: { files: number; rounds: number }): Promise<void> {
  installPeers(["@duckdb/node-api", "csv-parse"])
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
    { name: NAMES.bytes, run: () => readBytes(folder) },
    { name: NAMES.reader, run: () => answerInThread(bucket, YEAR) },
    { name: NAMES.command, run: () => answerWithCommand(bucket, YEAR) },
    { name: NAMES.duckDbOne, run: () => answerWithDuckDb(folder, YEAR, 1) },
    { name: NAMES.duckDb, run: () => answerWithDuckDb(folder, YEAR, null) },
    { name: NAMES.csvParse, atMost: 1, run: () => answerWithCsvParse(folder, YEAR) },
  ]
}
