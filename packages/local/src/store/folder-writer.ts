import { createHash, randomUUID } from "node:crypto"
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs"
import { basename, dirname, isAbsolute, relative, sep } from "node:path"
import { objectUri, PreconditionFailed, StoreFailed } from "@mapfold/core/store/errors"
import type { PutOptions } from "@mapfold/core/store/object-store"
import { isMissing, toStoreFailed } from "./folder-errors.ts"
import { etagOf } from "./folder-etag.ts"
import { withLock } from "./folder-lock.ts"
import { objectPath, RESERVED_PREFIX } from "./folder-path.ts"
import { headFile } from "./folder-reader.ts"

/** A file to be written: its place and the object that it is. */
type Target = {
  readonly folder: string
  readonly bucket: string
  readonly key: string
  readonly path: string
}

/**
 * Writes a file beside its place and moves it there, so that nobody sees a part of it. Nothing is flushed to the disk: a
 * power cut may lose the file, a crash of the process does not.
 *
 * Conditional puts of a key are atomic against each other, across threads and processes; a put without a condition
 * waits for nobody.
 */
export async function putFile(
  folder: string,
  bucket: string,
  key: string,
  body: Uint8Array,
  options: PutOptions,
): Promise<{ readonly etag: string }> {
  const target = { folder, bucket, key, path: objectPath(folder, bucket, key) }
  try {
    checkInside(target)
    mkdirSync(dirname(target.path), { recursive: true })
    const aside = `${dirname(target.path)}/${RESERVED_PREFIX}${randomUUID()}`
    try {
      const etag = writeAside(aside, body)
      return { etag: await moveIntoPlace(target, aside, etag, options) }
    } finally {
      rmSync(aside, { force: true })
    }
  } catch (error) {
    if (error instanceof PreconditionFailed || error instanceof StoreFailed) throw error
    throw toStoreFailed(`${objectUri(bucket, key)} cannot be written`, target.path, error)
  }
}

/** Folders stay when their last object goes; a listing does not show them. */
export function removeFile(folder: string, bucket: string, key: string): void {
  const target = { folder, bucket, key, path: objectPath(folder, bucket, key) }
  try {
    checkInside(target)
    if (statSync(target.path).isFile()) rmSync(target.path, { force: true })
  } catch (error) {
    if (isMissing(error)) return
    if (error instanceof StoreFailed) throw error
    throw toStoreFailed(`${objectUri(bucket, key)} cannot be removed`, target.path, error)
  }
}

/**
 * Links to folders are followed for reading wherever they lead, since only the folder's owner can have made them; but
 * nothing outside the bucket's folder is written or removed through one.
 */
function checkInside({ folder, bucket, key, path }: Target): void {
  const real = findReal(folder)
  if (real === null) return
  for (let above = dirname(path); above.length > folder.length; above = dirname(above)) {
    const realAbove = findReal(above)
    if (realAbove === null) continue
    const way = relative(real, realAbove)
    if (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return
    throw new StoreFailed(
      `${objectUri(bucket, key)} cannot be written`,
      `${above} is a link that leads out of the bucket's folder ${folder}; give the folder that it leads to as the bucket`,
    )
  }
}

function findReal(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

function writeAside(aside: string, body: Uint8Array): string {
  const descriptor = openSync(aside, "wx")
  try {
    for (let at = 0; at < body.length; ) at += writeSync(descriptor, body, at)
    const now = preciseNow()
    futimesSync(descriptor, now, now)
    return etagOf(fstatSync(descriptor, { bigint: true }))
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Seconds since 1970, to the microsecond. A file system stamps files with a clock that ticks every few milliseconds, so two puts
 * of one size in the same tick would have the same ETag.
 */
function preciseNow(): number {
  return Date.now() / 1e3 + Number(process.hrtime.bigint() % 1_000_000n) / 1e9
}

async function moveIntoPlace(
  target: Target,
  aside: string,
  etag: string,
  { ifMatch, ifNoneMatch }: PutOptions,
): Promise<string> {
  if (ifMatch === undefined && ifNoneMatch === undefined) {
    renameSync(aside, target.path)
    return etag
  }
  const name = createHash("sha256").update(basename(target.path)).digest("hex")
  return withLock(`${dirname(target.path)}/${RESERVED_PREFIX}lock-${name}`, () => {
    const found = headFile(target.folder, target.bucket, target.key)?.etag
    if (ifMatch !== undefined && found !== ifMatch)
      throw new PreconditionFailed(target.bucket, target.key, `ETag ${ifMatch}`)
    if (ifNoneMatch !== undefined && found !== undefined)
      throw new PreconditionFailed(target.bucket, target.key, "no such object yet")
    const changed = found === etag ? touch(aside) : etag
    renameSync(aside, target.path)
    return changed
  })
}

/** Another put of the same size took the same microsecond: this one is later. */
function touch(aside: string): string {
  const later = statSync(aside).mtimeMs / 1e3 + 1e-5
  utimesSync(aside, later, later)
  return etagOf(statSync(aside, { bigint: true }))
}
