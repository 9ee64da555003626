import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { basename, dirname, join } from "node:path"
import { UsageError } from "../errors.ts"
import type { Made, MadeObject } from "./sample.ts"

/** Whether a folder of the bucket has files, made or real. */
export function isTaken(bucket: string, folder: string): boolean {
  const path = join(bucket, folder)
  return existsSync(path) && readdirSync(path).length > 0
}

/** Writes made data into a bucket's folder, all of it or nothing, and answers the number of bytes of its objects. */
export function writeMade(bucket: string, made: Made): number {
  for (const reference of made.references) checkSame(bucket, reference)
  mkdirSync(bucket, { recursive: true })
  // Under another prefix until it is whole: a run that lists the folder meanwhile must not see a part of it.
  const part = mkdtempSync(join(bucket, ".making-"))
  try {
    // A folder of mkdtemp's own is the user's alone; this one is as any other.
    const whole = join(part, "whole")
    mkdirSync(whole)
    let bytes = 0
    for (const object of made.objects) {
      writeFileSync(join(whole, basename(object.key)), object.bytes)
      bytes += object.bytes.length
    }
    for (const object of [...made.references, made.note]) writeObject(bucket, object)
    const folder = join(bucket, made.folder)
    mkdirSync(dirname(folder), { recursive: true })
    renameSync(whole, folder)
    return bytes
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}

/** What a job refers to may be real: it is not written over. */
function checkSame(bucket: string, { key, bytes }: MadeObject): void {
  const path = join(bucket, key)
  if (!existsSync(path) || readFileSync(path).equals(bytes)) return
  throw new UsageError(`${path} is there already and is another: choose another folder with --to`)
}

function writeObject(bucket: string, { key, bytes }: MadeObject): void {
  const path = join(bucket, key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}
