import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type MadeOptions, madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import { madeNote, NOTE_KEY } from "@mapfold/core/jobs/gsod/made/note"

/** Whether the bucket's folder has files of the year, made or real. */
export function hasYear(bucket: string, year: number): boolean {
  const folder = join(bucket, String(year))
  return existsSync(folder) && readdirSync(folder).length > 0
}

/** Writes a made year into a bucket's folder, all of it or nothing, and answers the number of bytes. */
export function writeMadeYear(bucket: string, options: MadeOptions): number {
  const objects = madeStations(options)
  mkdirSync(bucket, { recursive: true })
  // Under another prefix until it is whole: a run that lists the year meanwhile must not see a part of it.
  const part = mkdtempSync(join(bucket, ".making-"))
  try {
    mkdirSync(join(part, String(options.year)))
    let bytes = 0
    for (const object of objects) {
      writeFileSync(join(part, object.key), object.bytes)
      bytes += object.bytes.length
    }
    writeFileSync(join(bucket, NOTE_KEY), madeNote(options))
    renameSync(join(part, String(options.year)), join(bucket, String(options.year)))
    return bytes
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}
