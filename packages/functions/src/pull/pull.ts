import { createHash } from "node:crypto"
import type { Failure } from "@mapfold/core/batch/batch-file"
import { ObjectChanged, ObjectCorrupted, ObjectNotFound } from "@mapfold/core/store/errors"
import type { ObjectStore, ObjectSummary } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { openPullManifest, type PullManifest } from "./pull-manifest.ts"

/** A bucket, in its store. */
export type PullPlace = { readonly store: ObjectStore; readonly bucket: string }

export type PullOptions = {
  readonly source: PullPlace
  readonly target: PullPlace
  /** What is pulled: everything whose key begins with one of these. */
  readonly prefixes: readonly string[]
  /** Once it is aborted no further object is begun; what has landed stays. */
  readonly signal: AbortSignal
  readonly progress?: (progress: PullProgress) => void
}

export type PullProgress = {
  readonly phase: "listing" | "pulling"
  readonly objects: { readonly listed: number; readonly done: number }
  /** Of objects that have to be pulled, and of those that have been. */
  readonly bytes: { readonly wanted: number; readonly done: number }
}

export type Pulled = {
  readonly objects: {
    readonly listed: number
    readonly added: number
    readonly changed: number
    readonly kept: number
    readonly failed: number
  }
  /** Bytes that came over. */
  readonly bytes: number
  /** The first 100. */
  readonly failures: readonly Failure[]
  /** False where it was stopped before all was done. */
  readonly isWhole: boolean
}

/** Requests at a time: of files of 76 KB as many as fill a line of 1 Gbit/s at 20 ms each. */
const AT_A_TIME = 32
/** Objects after which the manifest is written: one that is cut off looks that many files through again. */
const WRITE_EVERY = 500
const SHOWN_FAILURES = 100
/** Bytes held of one object: 32 of them at a time stay below 2 GiB. The largest file of the archive has 100 KB. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024

/**
 * Brings a bucket up to date with another: what is not there, or has changed there, is copied; what is the same stays; nothing is
 * removed. Sameness is the size and the source's ETag, kept in a manifest beside the objects. An object that fails is told and
 * left out; whatever the target's store throws ends the pull.
 */
export async function pull({ source, target, prefixes, signal, progress }: PullOptions): Promise<Pulled> {
  const manifest = await openPullManifest(target.store, target.bucket, source.bucket)
  const present = await listTarget(target, prefixes)
  const counts = { listed: 0, added: 0, changed: 0, kept: 0, failed: 0 }
  const bytes = { wanted: 0, done: 0 }
  const failures: Failure[] = []
  const wanted: Wanted[] = []
  let done = 0
  const tell = (phase: PullProgress["phase"]) =>
    progress?.({ phase, objects: { listed: counts.listed, done }, bytes: { ...bytes } })

  for await (const page of listAll(source, prefixes)) {
    signal.throwIfAborted()
    for (const object of page) {
      counts.listed++
      const there = present.get(object.key)
      if (isKnown(object, there, manifest)) {
        counts.kept++
        done++
      } else {
        wanted.push({ object, there })
        bytes.wanted += object.size
      }
    }
    tell("listing")
  }

  const take = (outcome: Brought) => {
    done++
    if ("error" in outcome) {
      counts.failed++
      if (failures.length < SHOWN_FAILURES) failures.push(outcome)
    } else {
      counts[outcome.came]++
      bytes.done += outcome.bytes
      manifest.add(outcome.pulled)
    }
  }
  try {
    const some = takeUntilAborted(wanted, signal)
    for await (const outcome of readAhead(some, AT_A_TIME, (each) => bring(source, target, each))) {
      take(outcome)
      if (done % WRITE_EVERY === 0) await manifest.write()
      tell("pulling")
    }
  } catch (error) {
    // What has landed need not be looked through the next time; where even this cannot be written, it is.
    await manifest.write().catch(() => {})
    throw error
  }
  await manifest.write()
  return { objects: counts, bytes: bytes.done, failures, isWhole: done === counts.listed }
}

/** An object of the source, and what stands in its place. */
type Wanted = { readonly object: ObjectSummary; readonly there: ObjectSummary | undefined }

type Brought =
  | {
      readonly came: "added" | "changed" | "kept"
      readonly bytes: number
      readonly pulled: Parameters<PullManifest["add"]>[0]
    }
  | Failure

async function* listAll({ store, bucket }: PullPlace, prefixes: readonly string[]) {
  for (const prefix of prefixes) yield* store.list(bucket, { prefix })
}

async function listTarget(
  target: PullPlace,
  prefixes: readonly string[],
): Promise<Map<string, ObjectSummary>> {
  const present = new Map<string, ObjectSummary>()
  for await (const page of listAll(target, prefixes))
    for (const object of page) present.set(object.key, object)
  return present
}

function isKnown(object: ObjectSummary, there: ObjectSummary | undefined, manifest: PullManifest): boolean {
  if (there === undefined || there.size !== object.size) return false
  if (there.etag === object.etag) return true
  const pulled = manifest.get(object.key)
  return pulled?.etag === object.etag && pulled.size === object.size && pulled.targetEtag === there.etag
}

function* takeUntilAborted(wanted: readonly Wanted[], signal: AbortSignal): Generator<Wanted> {
  for (const each of wanted) {
    if (signal.aborted) return
    yield each
  }
}

async function bring(source: PullPlace, target: PullPlace, { object, there }: Wanted): Promise<Brought> {
  const { key, size, etag } = object
  if (there !== undefined && there.size === size && (await hasMd5(target, there, etag))) {
    return { came: "kept", bytes: 0, pulled: { key, size, etag, targetEtag: there.etag } }
  }
  const read = await readWhole(source, object)
  if ("error" in read) return read
  const put = await target.store.put(target.bucket, key, read.bytes)
  const came = there === undefined ? "added" : "changed"
  return { came, bytes: size, pulled: { key, size, etag, targetEtag: put.etag } }
}

/** Whether an object that no manifest knows of is the source's, by the MD5 that the ETag of an object put in one piece is. */
async function hasMd5({ store, bucket }: PullPlace, there: ObjectSummary, etag: string): Promise<boolean> {
  const [, wanted] = /^"([0-9a-f]{32})"$/.exec(etag) ?? []
  if (wanted === undefined || there.size > MAX_OBJECT_BYTES) return false
  const bytes = await readBytes({ store, bucket }, there)
  return createHash("md5").update(bytes).digest("hex") === wanted
}

async function readWhole(source: PullPlace, object: ObjectSummary): Promise<{ bytes: Uint8Array } | Failure> {
  const { key, size } = object
  if (size > MAX_OBJECT_BYTES) {
    const message = `has ${size} bytes, and at most ${MAX_OBJECT_BYTES} are pulled: fetch it with "aws s3 cp"`
    return { key, error: "ObjectTooLarge", message }
  }
  try {
    return { bytes: await readBytes(source, object) }
  } catch (error) {
    const isItsOwn =
      error instanceof ObjectChanged || error instanceof ObjectNotFound || error instanceof ObjectCorrupted
    if (isItsOwn) return { key, error: error.name, message: error.message }
    throw error
  }
}

async function readBytes(
  { store, bucket }: PullPlace,
  { key, size, etag }: ObjectSummary,
): Promise<Uint8Array> {
  const reader = await store.open(bucket, key, { ifMatch: etag })
  try {
    const bytes = new Uint8Array(size)
    let filled = 0
    while (filled < size) {
      const count = await reader.read(bytes.subarray(filled))
      if (count === 0) throw new ObjectCorrupted(bucket, key, `${filled} of its ${size} bytes came`)
      filled += count
    }
    return bytes
  } finally {
    reader.close()
  }
}
