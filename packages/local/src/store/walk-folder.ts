import type { BigIntStats } from "node:fs"
import { compareKeys } from "@mapfold/core/store/key-order"
import { type Place, readEntries, statAt } from "./folder-entries.ts"
import { findKeyFault, requireFolder } from "./folder-path.ts"
import type { BucketFolder } from "./folder-reader.ts"
import { pathOfKey } from "./key-path.ts"

/** An object met on the way, as its file is. */
export type Met = { readonly key: string; readonly stats: BigIntStats }

/** What is passed over without a look at it. Whoever walks may change it on the way, for what comes then. */
export type Cursor = {
  /** Every key up to this one. Empty for none. */
  after: string
  /** Every key that begins like this. Null for none. */
  skip: string | null
}

/**
 * Walks the regular files below a folder in the byte order of their keys, only in the part that the prefix names.
 *
 * Links to files are followed. Links to folders are too, wherever they lead, but none behind another and none into a
 * folder that it lies in, so that a loop of links ends. Sockets, pipes, devices and dangling links are no objects.
 */
export function* walkFolder(
  { folder, bucket }: Pick<BucketFolder, "folder" | "bucket">,
  prefix: string,
  cursor: Cursor,
): Generator<Met> {
  requireFolder(bucket, folder)
  if (prefix !== "" && findKeyFault(prefix) !== null) return
  const slash = prefix.lastIndexOf("/")
  const path = slash < 0 ? folder : `${folder}/${pathOfKey(prefix.slice(0, slash))}`
  const base = prefix.slice(0, slash + 1)
  yield* walk({ bucket, path, base, above: [], behindLink: false, cursor }, prefix.slice(slash + 1))
}

/** A folder on the way. */
type Stop = Place & {
  /** The folders that it lies in, by device and inode. */
  readonly above: readonly string[]
  readonly behindLink: boolean
  readonly cursor: Cursor
}

function* walk(place: Stop, start: string): Generator<Met> {
  const self = statAt(place, "")
  if (!self?.isDirectory()) return
  const above = [...place.above, identify(self)]
  for (const { path, order, isFolder, stats } of readEntries(place, start)) {
    const key = `${place.base}${order}`
    if (isPassed(key, isFolder, place.cursor)) continue
    if (!isFolder) {
      const found = stats ?? statAt(place, path)
      if (found?.isFile()) yield { key, stats: found }
    } else if (stats === null || !(place.behindLink || above.includes(identify(stats)))) {
      const behindLink = place.behindLink || stats !== null
      yield* walk({ ...place, path: `${place.path}/${path}`, base: key, above, behindLink }, "")
    }
  }
}

/** Whether neither the key, nor any that begins with it where it is a folder's, is wanted. */
function isPassed(key: string, isFolder: boolean, { after, skip }: Cursor): boolean {
  if (skip !== null && key.startsWith(skip)) return true
  if (after === "" || (isFolder && after.startsWith(key))) return false
  return compareKeys(key, after) <= 0
}

function identify(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`
}
