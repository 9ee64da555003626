import { type BigIntStats, rmSync, writeSync } from "node:fs"
import { objectUri, StoreFailed } from "@mapfold/core/store/errors"
import type { PutOptions } from "@mapfold/core/store/object-store"
import { type Book, NO_BOOK } from "./book.ts"
import { beginDraft, type Draft, endDraft, makeTarget } from "./draft.ts"
import { toStoreFailed } from "./folder-errors.ts"
import { etagOf } from "./folder-etag.ts"
import type { BucketFolder } from "./folder-reader.ts"
import { publishDraft } from "./publish-draft.ts"

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
  const draft = await beginDraft(place, key, book).catch((error) => {
    throw error instanceof StoreFailed ? error : failure(error)
  })
  try {
    const stats = await fill(draft, write)
    return await publishDraft(draft, stats, options, book)
  } catch (error) {
    throw isOfSystem(error) ? failure(error) : error
  } finally {
    rmSync(draft.path, { force: true })
    book.end(draft.path)
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
