import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type MadeOptions, madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import { madeNote, NOTE_KEY } from "@mapfold/core/jobs/gsod/made/note"

const root = fileURLToPath(new URL("../../..", import.meta.url))

/** What benchmarks keep from run to run: made data, and the peers. Not part of the repository. */
export const CACHE = join(root, ".mapfold", "bench")

/** A folder that is a bucket with a made year of so many files; made once. */
export function madeBucket(options: Required<MadeOptions>): string {
  const { year, stations, seed } = options
  const bucket = join(CACHE, `made-${year}-${stations}-${seed}`)
  if (existsSync(bucket)) return bucket
  console.error(`Making ${stations} files in ${bucket} …`)
  const part = `${bucket}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(join(part, String(year)), { recursive: true })
  for (const { key, bytes } of madeStations(options)) writeFileSync(join(part, key), bytes)
  writeFileSync(join(part, NOTE_KEY), madeNote(options))
  mkdirSync(dirname(bucket), { recursive: true })
  renameSync(part, bucket)
  return bucket
}
