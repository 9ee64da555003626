import { resolve } from "node:path"
import type { ExitCode } from "../exit-code.ts"
import { makeWritable } from "../folders.ts"
import { near } from "../near.ts"
import { countOf, megabytes } from "../quantities.ts"
import { madeYear } from "../sample/made-year.ts"
import { isTaken, writeMade } from "../sample/write-made.ts"

const JOB = "gsod-hottest"
/** NOAA retired the product in August 2025, so that no real year can be mistaken for this one. */
const YEAR = 2025
const STATIONS = 1_200

/** From nothing to the result: makes a year of weather where there is none, runs the job and prints its table. */
export async function start(options: { dir: string }): Promise<ExitCode> {
  makeYear(resolve(options.dir, "input"))
  const { planRun } = await import("../run/plan-run.ts")
  const { runJob } = await import("../run/run-job.ts")
  const { showSummary } = await import("../run/show-summary.ts")
  const { loadJobs } = await import("@mapfold/local/job-file/load-jobs")
  const job = (await loadJobs(null)).find(({ name }) => name === JOB)!
  const commandLine = ["run", JOB, "--year", String(YEAR), "--dir", options.dir]
  const plan = await planRun({ job, params: { year: YEAR }, options, commandLine })
  process.stdout.write(`Looking for the hottest station of each month of ${YEAR} …\n\n`)
  return showSummary(await runJob(plan), { json: false, tolerated: plan.tolerated })
}

function makeYear(bucket: string): void {
  if (isTaken(bucket, String(YEAR))) return
  makeWritable(bucket, "--dir")
  process.stdout.write(
    `Making a year of weather, ${countOf(STATIONS, "station file")}: no real ones are needed …\n`,
  )
  const bytes = writeMade(bucket, madeYear({ year: YEAR, stations: STATIONS }))
  process.stdout.write(
    `Made ${megabytes(bytes)} in ${near(`${bucket}/${YEAR}`)}. They are no measurements.\n`,
  )
}
