import {
  type BigIntStats,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs"
import { dirname } from "node:path"
import { objectUri, PreconditionFailed, StoreFailed } from "@mapfold/core/store/errors"
import type { PutOptions } from "@mapfold/core/store/object-store"
import { beginDraft, checkInside, type Draft, endDraft, makeTarget, type Target } from "./draft.ts"
import { codeOf, isMissing, toStoreFailed } from "./folder-errors.ts"
import { etagOf } from "./folder-etag.ts"
import { type BucketFolder, headFile } from "./folder-reader.ts"
import { withKeyLock } from "./key-lock.ts"
import { pathBesideFolder } from "./key-path.ts"
import type { FileState } from "./object-records.ts"

/**
 * Writes a file beside its place and moves it there, so that nobody sees a part of it. Nothing is flushed to the disk: a
 * power cut may lose the file, a crash of the process does not.
 *
 * Conditional puts of a key are atomic against each other, across threads and processes; a put without a condition
 * waits for nobody.
 */
export async function putFile(
  place: BucketFolder,
  key: string,
  body: Uint8Array,
  options: PutOptions,
): Promise<{ readonly etag: string }> {
  const stats = await writeObject(place, key, options, NO_BOOK, (descriptor) => {
    for (let at = 0; at < body.length; ) at += writeSync(descriptor, body, at)
  })
  return { etag: etagOf(stats) }
}

/** What keeps a record of the states that an object's file has. */
export type Book = {
  /** This state is about to take the place. */
  add(state: FileState): void
  /** It has: the records of others are void. */
  settle(state: FileState): void
  /** It has not. */
  drop(state: FileState): void
}

const NO_BOOK: Book = { add() {}, settle() {}, drop() {} }

/** Puts an object as `write` fills its file. What `write` throws is thrown, and leaves nothing behind. */
export async function writeObject(
  place: BucketFolder,
  key: string,
  options: PutOptions,
  book: Book,
  write: (descriptor: number) => void | Promise<void>,
): Promise<BigIntStats> {
  const failure = (error: unknown) => {
    const path = makeTarget(place, key).path
    return toStoreFailed(`${objectUri(place.bucket, key)} cannot be written`, path, error)
  }
  const draft = await beginDraft(place, key).catch((error) => {
    throw error instanceof StoreFailed ? error : failure(error)
  })
  try {
    const stats = await fill(draft, write)
    return await publish(draft, stats, options, book)
  } catch (error) {
    throw isOfSystem(error) ? failure(error) : error
  } finally {
    rmSync(draft.path, { force: true })
  }
}

/** What node:fs throws. Whoever writes may throw errors of their own. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error
}

async function fill(draft: Draft, write: (descriptor: number) => void | Promise<void>): Promise<BigIntStats> {
  let stats: BigIntStats | undefined
  try {
    const writing = write(draft.descriptor)
    if (writing !== undefined) await writing
  } finally {
    stats = endDraft(draft)
  }
  return stats
}

/** Moves a draft into its place if the conditions hold there. */
async function publish(
  draft: Draft,
  stats: BigIntStats,
  options: PutOptions,
  book: Book,
): Promise<BigIntStats> {
  const { target } = draft
  if (options.ifMatch === undefined && options.ifNoneMatch === undefined) {
    const leftover = move(draft, stats, book)
    if (leftover !== null) await withKeyLock(target.path, () => removeOlder(target, leftover))
    return stats
  }
  return withKeyLock(target.path, () => {
    const found = headFile(target, target.key)?.etag
    checkConditions(target, options, found)
    const changed = found === etagOf(stats) ? touch(draft.path) : stats
    const leftover = move(draft, changed, book)
    if (leftover !== null) removeOlder(target, leftover)
    return changed
  })
}

function checkConditions(
  { bucket, key }: Target,
  { ifMatch, ifNoneMatch }: PutOptions,
  found: string | undefined,
) {
  if (ifMatch !== undefined && found !== ifMatch) throw new PreconditionFailed(bucket, key, `ETag ${ifMatch}`)
  if (ifNoneMatch !== undefined && found !== undefined)
    throw new PreconditionFailed(bucket, key, "no such object yet")
}

/** Another put of the same size took the same microsecond: this one is later. */
function touch(path: string): BigIntStats {
  const later = statSync(path).mtimeMs / 1e3 + 1e-5
  utimesSync(path, later, later)
  return statSync(path, { bigint: true })
}

/** Answers the path of an older file of the object that is beside its place now, or null. */
function move({ target, path }: Draft, state: FileState, book: Book): string | null {
  const beside = `${target.folder}/${pathBesideFolder(target.key)}`
  book.add(state)
  try {
    if (moveTo(path, target.path)) {
      book.settle(state)
      return existsSync(beside) ? beside : null
    }
    mkdirSync(dirname(beside), { recursive: true })
    renameSync(path, beside)
  } catch (error) {
    book.drop(state)
    throw error
  }
  book.settle(state)
  return null
}

/** False where a folder is in the way. */
function moveTo(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (["EISDIR", "ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "")) return false
    throw error
  }
}

/** Under the object's lock: until now, the newer file may itself have been moved beside a folder. */
function removeOlder(target: Target, beside: string): void {
  if (statSync(target.path, { throwIfNoEntry: false })?.isFile()) rmSync(beside, { force: true })
}

/** Folders stay when their last object goes; a listing does not show them. Answers whether there was such an object. */
export async function removeFile(place: BucketFolder, key: string): Promise<boolean> {
  const target = makeTarget(place, key)
  try {
    checkInside(target)
    const beside = `${target.folder}/${pathBesideFolder(key)}`
    const wasBeside = existsSync(beside) && (await withKeyLock(target.path, () => removeRegular(beside)))
    return removeRegular(target.path) || wasBeside
  } catch (error) {
    if (isMissing(error)) return false
    if (error instanceof StoreFailed) throw error
    throw toStoreFailed(`${objectUri(place.bucket, key)} cannot be removed`, target.path, error)
  }
}

function removeRegular(path: string): boolean {
  const isThere = isRegular(path)
  if (isThere) rmSync(path, { force: true })
  return isThere
}

function isRegular(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
