import { type Dirent, readdirSync, rmSync, statSync } from "node:fs"
import { basename, join } from "node:path"
import { isWriterAlive } from "./draft-name.ts"
import { isMissing } from "./folder-errors.ts"
import { RESERVED_PREFIX } from "./key-path.ts"

/**
 * Removes what writers below a folder had begun and never moved into place, as those leave it that are ended in the middle
 * of a put. Nobody may be writing there any more.
 */
export function sweepUnfinished(folder: string): void {
  for (const path of findUnfinished(folder, true)) rmSync(path, { force: true })
}

/** Milliseconds without a byte after which nobody is taken to write any more, where that cannot be told. */
export const ABANDONED = 60 * 60_000

/**
 * Removes what processes had begun in this folder, not below it, that are gone. Others may be writing there: what is theirs
 * stays, and so does what may be somebody's until it is an hour old.
 */
export function sweepAbandoned(folder: string, now: number): void {
  for (const path of findUnfinished(folder, false)) {
    if (isAbandoned(path, now)) rmSync(path, { force: true })
  }
}

/** Whether the process that was writing a file is gone, or is taken to be. */
export function isAbandoned(path: string, now: number): boolean {
  return isWriterAlive(basename(path)) === false || isOld(path, now)
}

const swept = new Set<string>()
/** Folders that are remembered: with more, some are looked through again. */
const MAX_SWEPT = 1_000

/** Sweeps a folder that this thread has not swept before. Whoever writes there does not fail by it. */
export function sweepOnce(folder: string): void {
  if (swept.has(folder)) return
  if (swept.size >= MAX_SWEPT) swept.clear()
  swept.add(folder)
  try {
    sweepAbandoned(folder, Date.now())
  } catch {
    // a folder that can be written but not read, or that is being removed: what lies there harms nobody
  }
}

function isOld(path: string, now: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && now - found.mtimeMs >= ABANDONED
}

function findUnfinished(folder: string, recursive: boolean): string[] {
  return readEntries(folder, recursive)
    .filter((entry) => entry.isFile() && entry.name.startsWith(RESERVED_PREFIX))
    .map((entry) => join(entry.parentPath, entry.name))
}

function readEntries(folder: string, recursive: boolean): Dirent[] {
  try {
    return readdirSync(folder, { recursive, withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
