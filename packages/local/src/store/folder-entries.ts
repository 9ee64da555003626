import { type BigIntStats, type Dirent, readdirSync, statSync } from "node:fs"
import { objectUri, StoreFailed } from "@mapfold/core/store/errors"
import { compareKeys } from "@mapfold/core/store/key-order"
import { codeOf, isMissing, toStoreFailed } from "./folder-errors.ts"
import { goesOn, isBesideFolder, isEscaped, partOfEscaped, RESERVED_PREFIX } from "./key-path.ts"

/** What Node puts in place of bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd"

/** A folder that is being read. */
export type Place = {
  readonly bucket: string
  readonly path: string
  /** How the keys of what lies in it begin: empty, or ending in a slash. */
  readonly base: string
}

export type Entry = {
  /** Where it is below the folder: a name, or several where an escaped one is long. */
  readonly path: string
  /** How the keys of it go on. */
  readonly order: string
  readonly isFolder: boolean
  /** There where a link had to be followed. */
  readonly stats: BigIntStats | null
}

/** The entries whose names begin with `start`; a folder is where its content belongs: `a-b`, `a/`, `a0`. */
export function readEntries(place: Place, start: string): Entry[] {
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
export function statAt(place: Place, name: string): BigIntStats | null {
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
