import { type BigIntStats, type Dirent, readdirSync, statSync } from "node:fs"
import { objectUri, StoreFailed } from "@mapfold/core/store/errors"
import { compareKeys } from "@mapfold/core/store/key-order"
import type { ObjectSummary } from "@mapfold/core/store/object-store"
import { codeOf, isMissing, toStoreFailed } from "./folder-errors.ts"
import { summarize } from "./folder-etag.ts"
import { findKeyFault, requireFolder } from "./folder-path.ts"
import type { BucketFolder } from "./folder-reader.ts"
import { goesOn, isBesideFolder, isEscaped, partOfEscaped, pathOfKey, RESERVED_PREFIX } from "./key-path.ts"

/** What S3 answers at once. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const PAGE = 1_000

/** What Node puts in place of bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd"

/** An object met on the way, as its file is. */
export type Met = { readonly key: string; readonly stats: BigIntStats }

/** What is passed over without a look at it. Whoever walks may change it on the way, for what comes then. */
export type Cursor = {
  /** Every key up to this one. Empty for none. */
  after: string
  /** Every key that begins like this. Null for none. */
  skip: string | null
}

/** The objects under the prefix, in the byte order of their keys, in pages of at most 1,000. */
export function* listFolder(place: BucketFolder, prefix: string): Generator<ObjectSummary[]> {
  const { folder, known } = place
  const walk = walkFolder(place, prefix, { after: "", skip: null })
  let isPlain: boolean | undefined
  let page: ObjectSummary[] = []
  for (const { key, stats } of walk) {
    isPlain ??= known.hasNone(folder)
    page.push(summarize(key, stats, isPlain ? null : known.find(folder, key, stats)))
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
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

/** A folder that is being walked. */
type Place = {
  readonly bucket: string
  readonly path: string
  /** How the keys of what lies in it begin: empty, or ending in a slash. */
  readonly base: string
  /** The folders that it lies in, by device and inode. */
  readonly above: readonly string[]
  readonly behindLink: boolean
  readonly cursor: Cursor
}

type Entry = {
  /** Where it is below the folder: a name, or several where an escaped one is long. */
  readonly path: string
  /** How the keys of it go on. */
  readonly order: string
  readonly isFolder: boolean
  /** There where a link had to be followed. */
  readonly stats: BigIntStats | null
}

function* walk(place: Place, start: string): Generator<Met> {
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

/** The entries whose names begin with `start`; a folder is where its content belongs: `a-b`, `a/`, `a0`. */
function readEntries(place: Place, start: string): Entry[] {
  const entries: Entry[] = []
  let hasEscaped = false
  for (const entry of readFolder(place, "")) {
    const { name } = entry
    if (isEscaped(name)) {
      hasEscaped = true
      entries.push(...readEscaped(place, entry, name).filter(({ order }) => order.startsWith(start)))
    } else if (name.startsWith(start) && !name.startsWith(RESERVED_PREFIX)) {
      const found = toEntry(place, entry, name, name)
      if (found !== null) entries.push(found)
    }
  }
  entries.sort((left, right) => compareKeys(left.order, right.order))
  return hasEscaped ? withoutDoubles(entries) : entries
}

function toEntry(place: Place, entry: Dirent, path: string, part: string): Entry | null {
  if (entry.isFile()) return { path, order: part, isFolder: false, stats: null }
  if (entry.isDirectory()) return { path, order: `${part}/`, isFolder: true, stats: null }
  const stats = entry.isSymbolicLink() ? statAt(place, path) : null
  if (stats === null) return null
  const isFolder = stats.isDirectory()
  return { path, order: isFolder ? `${part}/` : part, isFolder, stats }
}

/** What lies under an escaped name, which may be the beginning of a longer one; `path` ends in it. */
function readEscaped(place: Place, entry: Dirent, path: string): Entry[] {
  if (goesOn(entry.name)) {
    const inner = entry.isDirectory() ? readFolder(place, path) : []
    return inner
      .filter(({ name }) => isEscaped(name))
      .flatMap((next) => readEscaped(place, next, `${path}/${next.name}`))
  }
  const escaped = partOfEscaped(path)
  const found = escaped === null ? null : toEntry(place, entry, path, escaped.part)
  return found === null || (found.isFolder && escaped?.isBesideFolder) ? [] : [found]
}

/** Of an object that is there twice, the file of its plain name is the one: it was put there later. */
function withoutDoubles(sorted: readonly Entry[]): Entry[] {
  const kept: Entry[] = []
  for (const entry of sorted) {
    if (kept.at(-1)?.order !== entry.order) kept.push(entry)
    else if (!isBesideFolder(entry.path)) kept.splice(-1, 1, entry)
  }
  return kept
}

function readFolder(place: Place, below: string): Dirent[] {
  const path = `${place.path}/${below}`
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw toStoreFailed(`${objectUri(place.bucket, place.base)} cannot be listed`, path, error)
  }
}

/** Null for what is gone since the folder was read, and for links that lead nowhere or in a circle. */
function statAt(place: Place, name: string): BigIntStats | null {
  const path = `${place.path}/${name}`
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (stats === undefined && name.includes(REPLACEMENT)) throw notUnicode(place, name)
    return stats ?? null
  } catch (error) {
    if (isMissing(error) || codeOf(error) === "ELOOP") return null
    if (error instanceof StoreFailed) throw error
    throw toStoreFailed(`${objectUri(place.bucket, `${place.base}${name}`)} cannot be listed`, path, error)
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
