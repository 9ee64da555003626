import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs"
import { ObjectChanged, ObjectClosed, ObjectNotFound, objectUri } from "@mapfold/core/store/errors"
import type { ObjectReader, ObjectSummary } from "@mapfold/core/store/object-store"
import { codeOf, isMissing, toStoreFailed } from "./folder-errors.ts"
import { etagOf, summarize } from "./folder-etag.ts"
import { findObject, requireFolder } from "./folder-path.ts"
import type { KnownEtags } from "./object-records.ts"

/** Without O_NONBLOCK, opening a pipe would wait for somebody to write to it. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** A bucket's folder, and what is known of the ETags of its objects. */
export type BucketFolder = { readonly folder: string; readonly bucket: string; readonly known: KnownEtags }

export function headFile({ folder, bucket, known }: BucketFolder, key: string): ObjectSummary | null {
  const stats = findObject(folder, bucket, key, (path) => statFile(bucket, key, path))
  if (stats !== null) return summarize(key, stats, known.find(folder, key, stats))
  requireFolder(bucket, folder)
  return null
}

/** Null where there is no regular file. */
export function statFile(bucket: string, key: string, path: string): BigIntStats | null {
  try {
    const stats = statSync(path, { bigint: true })
    return stats.isFile() ? stats : null
  } catch (error) {
    if (isAbsent(error)) return null
    throw toStoreFailed(`${objectUri(bucket, key)} cannot be looked up`, path, error)
  }
}

/** A file opened for reading, and what it was then. Whoever opens it closes its descriptor. */
export type OpenedFile = { readonly path: string; readonly descriptor: number; readonly stats: BigIntStats }

/** Throws `ObjectNotFound` or `BucketNotFound`. */
export function openRegular({ folder, bucket }: BucketFolder, key: string): OpenedFile {
  const opened = findObject(folder, bucket, key, (path) => tryOpen(bucket, key, path))
  if (opened !== null) return opened
  requireFolder(bucket, folder)
  throw new ObjectNotFound(bucket, key)
}

function tryOpen(bucket: string, key: string, path: string): OpenedFile | null {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, OPEN_FLAGS)
    const stats = fstatSync(descriptor, { bigint: true })
    if (stats.isFile()) return { path, descriptor, stats }
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor)
    // A socket cannot be opened (ENXIO); it is no object.
    if (isAbsent(error) || codeOf(error) === "ENXIO") return null
    throw toStoreFailed(`${objectUri(bucket, key)} cannot be read`, path, error)
  }
  closeSync(descriptor)
  return null
}

function isAbsent(error: unknown): boolean {
  return isMissing(error) || codeOf(error) === "ELOOP"
}

/**
 * Opens a file and reads it with no promise in between: what is in the page cache is there at once.
 *
 * The size and ETag are those at opening; they are compared again when the last byte has been read, so that a file that
 * was written to or cut meanwhile is `ObjectChanged` and not a mixture. (One that was replaced is read to its old end.)
 */
export function openFile(place: BucketFolder, key: string, ifMatch: string | undefined): ObjectReader {
  const { folder, bucket, known } = place
  const opened = openRegular(place, key)
  try {
    const { stats } = opened
    // The usual case: a file put by hand is still what was listed, and nobody need be asked.
    const isAsListed = ifMatch === etagOf(stats)
    const etag = isAsListed ? ifMatch : (known.find(folder, key, stats) ?? etagOf(stats))
    if (ifMatch !== undefined && ifMatch !== etag) throw new ObjectChanged(bucket, key, ifMatch, etag)
    return makeReader({ ...opened, bucket, key, etag })
  } catch (error) {
    closeSync(opened.descriptor)
    throw error
  }
}

type ReadFile = OpenedFile & { readonly bucket: string; readonly key: string; readonly etag: string }

function makeReader(file: ReadFile): ObjectReader {
  const size = Number(file.stats.size)
  let left = size
  let isChecked = false
  let isOpen = true

  /** Never more than was there at opening: a file that grows has changed, and is not read beyond that. */
  function read(into: Uint8Array): number {
    // The system gives a closed file's descriptor to the next one that is opened.
    if (!isOpen) throw new ObjectClosed(file.bucket, file.key)
    const wanted = Math.min(into.length, left)
    const count = wanted === 0 ? 0 : readChecked(file, into, wanted)
    left -= count
    const isEnd = left === 0 || (count === 0 && wanted > 0)
    if (isEnd && !isChecked) {
      checkUnchanged(file, left)
      isChecked = true
    }
    return count
  }

  function close(): void {
    if (isOpen) closeSync(file.descriptor)
    isOpen = false
  }

  return { size, etag: file.etag, read, close }
}

function readChecked({ bucket, key, path, descriptor }: ReadFile, into: Uint8Array, wanted: number): number {
  try {
    return readSync(descriptor, into, 0, wanted, null)
  } catch (error) {
    throw toStoreFailed(`${objectUri(bucket, key)} cannot be read`, path, error)
  }
}

/** `missing` bytes were stated at opening and did not come. */
function checkUnchanged({ bucket, key, descriptor, stats, etag }: ReadFile, missing: number): void {
  const now = fstatSync(descriptor, { bigint: true })
  if (missing > 0 || hasChanged(stats, now)) throw new ObjectChanged(bucket, key, etag, etagOf(now))
}

export function hasChanged(before: BigIntStats, now: BigIntStats): boolean {
  return now.size !== before.size || now.mtimeNs !== before.mtimeNs
}
