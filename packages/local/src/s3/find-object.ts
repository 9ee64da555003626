import type { BigIntStats } from "node:fs"
import { ObjectNotFound } from "@mapfold/core/store/errors"
import { etagOf } from "../store/folder-etag.ts"
import { findObject } from "../store/folder-path.ts"
import { type BucketFolder, statFile } from "../store/folder-reader.ts"
import type { ObjectRecord } from "../store/object-record.ts"
import type { S3State } from "./s3-state.ts"

/** An object as it is now. */
export type FoundObject = {
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970, in whole seconds: HTTP has no finer time, and S3 says the same everywhere. */
  readonly lastModified: number
  readonly record: ObjectRecord
  readonly stats: BigIntStats
}

/** Throws `ObjectNotFound`. */
export function findStored(state: S3State, place: BucketFolder, key: string): FoundObject {
  const stats = findObject(place.folder, place.bucket, key, (path) => statFile(place.bucket, key, path))
  if (stats === null) throw new ObjectNotFound(place.bucket, key)
  return describe(state, place, key, stats)
}

/** What is known of an object beside its file; of one that was put by hand, next to nothing. */
export function describe(state: S3State, place: BucketFolder, key: string, stats: BigIntStats): FoundObject {
  const record = state.register.read(place.folder, key, stats) ?? putByHand(stats)
  return { size: Number(stats.size), lastModified: wholeSeconds(stats), record, stats }
}

export function wholeSeconds(stats: BigIntStats): number {
  return Number(stats.mtimeNs / 1_000_000_000n) * 1e3
}

function putByHand(stats: BigIntStats): ObjectRecord {
  return { etag: etagOf(stats), headers: {}, metadata: {}, tags: [], checksum: null, parts: [] }
}
