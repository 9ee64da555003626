import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs"
import { ObjectChanged, ObjectClosed, ObjectNotFound, objectUri } from "@mapfold/core/store/errors"
import type { ObjectReader, ObjectSummary } from "@mapfold/core/store/object-store"
import { codeOf, isMissing, toStoreFailed } from "./folder-errors.ts"
import { etagOf, summarize } from "./folder-etag.ts"
import { objectPath, requireFolder } from "./folder-path.ts"

/** Without O_NONBLOCK, opening a pipe would wait for somebody to write to it. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

export function headFile(folder: string, bucket: string, key: string): ObjectSummary | null {
  const path = objectPath(folder, bucket, key)
  try {
    const stats = statSync(path, { bigint: true })
    return stats.isFile() ? summarize(key, stats) : null
  } catch (error) {
    if (!isAbsent(error)) throw toStoreFailed(`${objectUri(bucket, key)} cannot be looked up`, path, error)
    requireFolder(bucket, folder)
    return null
  }
}

/**
 * Opens a file and reads it with no promise in between: what is in the page cache is there at once.
 *
 * The size and ETag are those at opening; they are compared again when the last byte has been read, so that a file that
 * was written to or cut meanwhile is `ObjectChanged` and not a mixture. (One that was replaced is read to its old end.)
 */
export function openFile(
  folder: string,
  bucket: string,
  key: string,
  ifMatch: string | undefined,
): ObjectReader {
  const path = objectPath(folder, bucket, key)
  const descriptor = openRegular(folder, bucket, key, path)
  try {
    const stats = fstatSync(descriptor, { bigint: true })
    if (!stats.isFile()) throw new ObjectNotFound(bucket, key)
    const etag = etagOf(stats)
    if (ifMatch !== undefined && ifMatch !== etag) throw new ObjectChanged(bucket, key, ifMatch, etag)
    return makeReader({ bucket, key, path, descriptor, stats, etag })
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function openRegular(folder: string, bucket: string, key: string, path: string): number {
  try {
    return openSync(path, OPEN_FLAGS)
  } catch (error) {
    // A socket cannot be opened (ENXIO); it is no object.
    if (!isAbsent(error) && codeOf(error) !== "ENXIO")
      throw toStoreFailed(`${objectUri(bucket, key)} cannot be read`, path, error)
    requireFolder(bucket, folder)
    throw new ObjectNotFound(bucket, key)
  }
}

function isAbsent(error: unknown): boolean {
  return isMissing(error) || codeOf(error) === "ELOOP"
}

type OpenFile = {
  readonly bucket: string
  readonly key: string
  readonly path: string
  readonly descriptor: number
  readonly stats: BigIntStats
  readonly etag: string
}

function makeReader(file: OpenFile): ObjectReader {
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

function readChecked({ bucket, key, path, descriptor }: OpenFile, into: Uint8Array, wanted: number): number {
  try {
    return readSync(descriptor, into, 0, wanted, null)
  } catch (error) {
    throw toStoreFailed(`${objectUri(bucket, key)} cannot be read`, path, error)
  }
}

/** `missing` bytes were stated at opening and did not come. */
function checkUnchanged({ bucket, key, descriptor, stats, etag }: OpenFile, missing: number): void {
  const now = fstatSync(descriptor, { bigint: true })
  if (missing > 0 || now.size !== stats.size || now.mtimeNs !== stats.mtimeNs)
    throw new ObjectChanged(bucket, key, etag, etagOf(now))
}
