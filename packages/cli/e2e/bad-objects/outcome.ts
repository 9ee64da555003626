import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { BatchFile, Failure, Reject } from "@mapfold/core/batch/batch-file"
import type { BadObject, BadObjects, Kept } from "./bad-object.ts"

export function writeObjects(bucket: string, objects: BadObjects): void {
  for (const [key, { bytes }] of Object.entries(objects)) {
    const file = join(bucket, key)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
}

/** What a run's own files say of failures and rejects: all of them, by object. */
export function readOutcomes(output: string, run: string) {
  const batches = filesOf(join(output, "runs", run, "batches"))
    .filter((file) => !file.endsWith(".log.json"))
    .map((file) => BatchFile.parse(JSON.parse(readFileSync(file, "utf8"))))
  const rejects = filesOf(join(output, "runs", run, "rejects")).flatMap((file) =>
    readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => Reject.parse(JSON.parse(line))),
  )
  const failures = batches.flatMap((batch) => batch.failures)
  return {
    failures: new Map(failures.map((failure) => [failure.key, Failure.parse(failure)])),
    rejects: Map.groupBy(rejects, ({ key }) => key),
  }
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((name) => join(folder, name))
}

/** The result that the kept readings have: made here from nothing of Mapfold's. */
export function resultOf(objects: Iterable<BadObject>): unknown[] {
  const kept = [...objects].flatMap((object): readonly Kept[] => ("kept" in object ? object.kept : []))
  const stations = [...Map.groupBy(kept, ([station]) => station)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  return stations.map(([station, readings]) => {
    const tenths = readings.reduce((sum, [, , value]) => sum + value, 0)
    const sorted = readings.toSorted(
      ([, oneDay, one], [, otherDay, other]) => other - one || (oneDay < otherDay ? -1 : 1),
    )
    return { station, readings: readings.length, total: tenths / 10, date: sorted[0]![1] }
  })
}

/** Writes a text and then so many zeros, a piece at a time. */
export function writeLongLine(file: string, start: string, bytes: number): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, start)
  const piece = Buffer.alloc(1_000_000, "0")
  for (let written = 0; written < bytes; written += piece.length) appendFileSync(file, piece)
}
