import { type BigIntStats, type Dirent, readdirSync, statSync } from "node:fs"
import { objectUri, StoreFailed } from "@mapfold/core/store/errors"
import { compareKeys } from "@mapfold/core/store/key-order"
import type { ObjectSummary } from "@mapfold/core/store/object-store"
import { codeOf, isMissing, toStoreFailed } from "./folder-errors.ts"
import { summarize } from "./folder-etag.ts"
import { findKeyFault, RESERVED_PREFIX, requireFolder } from "./folder-path.ts"

/** What S3 answers at once. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const PAGE = 1_000

/** What Node puts in place of bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd"

/**
 * Lists the regular files below a folder in the byte order of their keys, walking only the part that the prefix names.
 *
 * Links to files are followed. Links to folders are too, wherever they lead, but none behind another and none into a
 * folder that it lies in, so that a loop of links ends. Sockets, pipes, devices and dangling links are no objects.
 */
export function* listFolder(folder: string, bucket: string, prefix: string): Generator<ObjectSummary[]> {
  requireFolder(bucket, folder)
  const slash = prefix.lastIndexOf("/")
  if (slash >= 0 && findKeyFault(prefix.slice(0, slash)) !== null) return
  const place = { folder, bucket, base: prefix.slice(0, slash + 1), above: [], behindLink: false }
  let page: ObjectSummary[] = []
  for (const summary of walk(place, prefix.slice(slash + 1))) {
    page.push(summary)
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/** A folder that is being walked. */
type Place = {
  readonly folder: string
  readonly bucket: string
  /** How the keys of what lies in it begin: empty, or ending in a slash. */
  readonly base: string
  /** The folders that it lies in, by device and inode. */
  readonly above: readonly string[]
  readonly behindLink: boolean
}

/** `order` is how the keys of a folder's entry go on; `stats` are there where a link had to be followed. */
type Entry = { readonly name: string; readonly order: string; readonly stats: BigIntStats | null }

function* walk(place: Place, start: string): Generator<ObjectSummary> {
  const self = statAt(place, "")
  if (!self?.isDirectory()) return
  const above = [...place.above, identify(self)]
  for (const { name, order, stats } of readEntries(place, start)) {
    if (order === name) {
      const found = stats ?? statAt(place, name)
      if (found?.isFile()) yield summarize(`${place.base}${name}`, found)
    } else if (stats === null || !(place.behindLink || above.includes(identify(stats)))) {
      const behindLink = place.behindLink || stats !== null
      yield* walk({ ...place, base: `${place.base}${order}`, above, behindLink }, "")
    }
  }
}

/** The entries whose names begin with `start`; a folder is where its content belongs: `a-b`, `a/`, `a0`. */
function readEntries(place: Place, start: string): Entry[] {
  const entries: Entry[] = []
  for (const entry of readFolder(place)) {
    const { name } = entry
    if (!name.startsWith(start) || name.startsWith(RESERVED_PREFIX)) continue
    if (entry.isFile()) entries.push({ name, order: name, stats: null })
    else if (entry.isDirectory()) entries.push({ name, order: `${name}/`, stats: null })
    else if (entry.isSymbolicLink()) {
      const stats = statAt(place, name)
      if (stats !== null) entries.push({ name, order: stats.isDirectory() ? `${name}/` : name, stats })
    }
  }
  return entries.sort((left, right) => compareKeys(left.order, right.order))
}

function readFolder(place: Place): Dirent[] {
  const path = `${place.folder}/${place.base}`
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw toStoreFailed(`${objectUri(place.bucket, place.base)} cannot be listed`, path, error)
  }
}

/** Null for what is gone since the folder was read, and for links that lead nowhere or in a circle. */
function statAt(place: Place, name: string): BigIntStats | null {
  const key = `${place.base}${name}`
  const path = `${place.folder}/${key}`
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (stats === undefined && name.includes(REPLACEMENT)) throw notUnicode(place, name)
    return stats ?? null
  } catch (error) {
    if (isMissing(error) || codeOf(error) === "ELOOP") return null
    if (error instanceof StoreFailed) throw error
    throw toStoreFailed(`${objectUri(place.bucket, key)} cannot be listed`, path, error)
  }
}

function notUnicode(place: Place, name: string): StoreFailed {
  const where = objectUri(place.bucket, place.base)
  return new StoreFailed(
    `${where} cannot be listed`,
    `the file name ${JSON.stringify(name)} is not UTF-8; rename it`,
  )
}

function identify(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`
}
