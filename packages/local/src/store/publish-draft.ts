import { type BigIntStats, existsSync, mkdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs"
import { dirname } from "node:path"
import { PreconditionFailed } from "@mapfold/core/store/errors"
import type { PutOptions } from "@mapfold/core/store/object-store"
import type { Book } from "./book.ts"
import type { Draft, Target } from "./draft.ts"
import { codeOf } from "./folder-errors.ts"
import { etagOf } from "./folder-etag.ts"
import { headFile } from "./folder-reader.ts"
import { withKeyLock } from "./key-lock.ts"
import { pathBesideFolder } from "./key-path.ts"
import type { FileState } from "./object-records.ts"

/** Moves a draft into its place if the conditions hold there. */
export async function publishDraft(
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
