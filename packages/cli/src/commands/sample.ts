import { resolve } from "node:path"
import type { MadeOptions } from "@mapfold/core/jobs/gsod/made/made-stations"
import { UsageError } from "../errors.ts"
import { countOf, megabytes } from "../quantities.ts"
import { hasYear, writeMadeYear } from "../sample/write-made-year.ts"

/** The jobs that there is made data for. */
const SAMPLES = ["gsod-hottest"]

export type SampleOptions = {
  readonly year: number
  readonly stations: number
  readonly seed: number
  readonly dir: string
  readonly to?: string
}

/** Writes made data for a job and says where. Never beside files that are there already: they may be real. */
export function writeSample(job: string, options: SampleOptions): void {
  if (!SAMPLES.includes(job)) {
    throw new UsageError(`there is no made data for "${job}". Jobs with made data: ${SAMPLES.join(", ")}`)
  }
  const { year, stations, seed } = options
  const bucket = resolve(options.to ?? `${options.dir}/input`)
  if (hasYear(bucket, year)) {
    throw new UsageError(
      `${bucket}/${year} holds files already: choose another folder with --to, or remove it first`,
    )
  }
  const bytes = writeYear(bucket, { year, stations, seed })
  process.stdout.write(
    `Made ${countOf(stations, "station file")} (${megabytes(bytes)}) in ${bucket}/${year}; MADE.txt says more.\n`,
  )
}

function writeYear(bucket: string, options: MadeOptions): number {
  try {
    return writeMadeYear(bucket, options)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}
