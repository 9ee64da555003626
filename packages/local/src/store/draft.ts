import {
  type BigIntStats,
  closeSync,
  fstatSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
} from "node:fs"
import { dirname, isAbsolute, relative, sep } from "node:path"
import { objectUri, StoreFailed } from "@mapfold/core/store/errors"
import type { Book } from "./book.ts"
import { makeDraftName } from "./draft-name.ts"
import { codeOf, isMissing, LinkLeadsOut } from "./folder-errors.ts"
import { objectPath } from "./folder-path.ts"
import type { BucketFolder } from "./folder-reader.ts"
import { withKeyLock } from "./key-lock.ts"
import { pathBesideFolder, pathOfKey } from "./key-path.ts"
import { sweepOnce } from "./sweep.ts"

/** A file to be written: its place and the object that it is. */
export type Target = BucketFolder & { readonly key: string; readonly path: string }

/** A file that is being written beside its place. */
export type Draft = { readonly target: Target; readonly path: string; readonly descriptor: number }

/** Folders become free and files get in the way again only where others write at the same moment. */
const ATTEMPTS = 5

export function makeTarget(place: BucketFolder, key: string): Target {
  return { ...place, key, path: objectPath(place.folder, place.bucket, key) }
}

/**
 * Makes the folders that the object lies in, and an empty file there that nobody sees. What others left of theirs there that were
 * killed is removed: their objects are the ones that are most likely put again.
 */
export async function beginDraft(place: BucketFolder, key: string, book: Book): Promise<Draft> {
  const target = makeTarget(place, key)
  checkInside(target)
  await makeFolders(target)
  const folder = dirname(target.path)
  sweepOnce(folder)
  const path = `${folder}/${makeDraftName()}`
  // Before it is there: nobody would know of it else, where this process is killed in between.
  book.begin(path)
  try {
    return { target, path, descriptor: openSync(path, "wx") }
  } catch (error) {
    book.end(path)
    throw error
  }
}

/** What has been written is all: the file has its time, and an ETag. */
export function endDraft({ descriptor }: Draft): BigIntStats {
  try {
    const now = preciseNow()
    futimesSync(descriptor, now, now)
    return fstatSync(descriptor, { bigint: true })
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

/**
 * Links to folders are followed for reading wherever they lead, since only the folder's owner can have made them; but
 * nothing outside the bucket's folder is written or removed through one.
 */
export function checkInside({ folder, bucket, key, path }: Target): void {
  const real = findReal(folder)
  if (real === null) return
  for (let above = dirname(path); above.length > folder.length; above = dirname(above)) {
    const realAbove = findReal(above)
    if (realAbove === null) continue
    const way = relative(real, realAbove)
    if (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return
    throw new StoreFailed(`${objectUri(bucket, key)} cannot be written`, new LinkLeadsOut(above, folder))
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

/** A file that has the name of a folder to be made is an object: it moves to its place beside that folder. */
async function makeFolders(target: Target): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      mkdirSync(dirname(target.path), { recursive: true })
      return
    } catch (error) {
      const isBlocked = codeOf(error) === "EEXIST" || codeOf(error) === "ENOTDIR"
      if (!isBlocked || attempt === ATTEMPTS || !(await moveBeside(target))) throw error
    }
  }
}

/** Moves the object in whose file a folder of the target would have to lie. False where there is no such file. */
async function moveBeside({ folder, key }: Target): Promise<boolean> {
  for (let slash = key.indexOf("/"); slash >= 0; slash = key.indexOf("/", slash + 1)) {
    const blocking = key.slice(0, slash)
    const path = `${folder}/${pathOfKey(blocking)}`
    if (!isFile(path)) continue
    const beside = `${folder}/${pathBesideFolder(blocking)}`
    await withKeyLock(path, () => {
      if (!isFile(path)) return
      mkdirSync(dirname(beside), { recursive: true })
      renameSync(path, beside)
    })
    return true
  }
  return false
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
