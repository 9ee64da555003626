// Runs the main job over a folder of real station files and compares its answer, field by field, with one that other
// code computed: `check-gsod.ts DIR YEAR` reads DIR/YEAR/*.csv and DIR/expected-YEAR.json.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"

type Month = {
  readonly days: number
  readonly sum_tenths: number
  readonly min: number
  readonly max: number
  readonly station: string
  readonly date: string
  readonly name: string
}

const [folder, year] = process.argv.slice(2)
if (folder === undefined || year === undefined) throw new Error("usage: check-gsod.ts DIR YEAR")
const work = mkdtempSync(join(tmpdir(), "mapfold-gsod-"))
try {
  const command = ["run", "gsod-hottest", "--year", year, "--input", folder, "--output", join(work, "output")]
  const bin = join(import.meta.dirname, "../node_modules/.bin/mapfold")
  const run = spawnSync(bin, [...command, "--dir", work, "--json"], { encoding: "utf8", timeout: 300_000 })
  if (run.status !== 0) throw new Error(`mapfold ended with ${run.status}\n${run.stdout}${run.stderr}`)
  const result = JSON.parse(
    readFileSync(join(work, "output/results/gsod-hottest", `year=${year}`, "result.json"), "utf8"),
  )
  const expected: Record<string, Month> = JSON.parse(
    readFileSync(join(folder, `expected-${year}.json`), "utf8"),
  ).months
  const wanted = Object.entries(expected).map(([month, answer]) => ({
    month,
    days: answer.days,
    meanTempF: answer.sum_tenths / 10 / answer.days,
    minTempF: answer.min,
    maxTempF: answer.max,
    station: answer.station,
    date: answer.date,
    name: answer.name,
  }))
  const found = result.rows.map((row: Record<string, unknown>) =>
    Object.fromEntries(Object.keys(wanted[0] ?? {}).map((field) => [field, row[field]])),
  )
  if (!isDeepStrictEqual(found, wanted) || result.complete !== true) {
    console.error(JSON.stringify({ complete: result.complete, found, wanted }, null, 1))
    throw new Error(`the answer for ${year} is not the expected one`)
  }
  console.log(`${year}: ${wanted.length} months equal the expected answer in every field`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
