import { existsSync } from "node:fs"
import { BucketNotFound, objectUri, StoreFailed } from "@mapfold/core/store/errors"
import { isLonger, pathBesideFolder, pathOfKey } from "./key-path.ts"

/** Where each bucket's objects lie: bucket name to directory. */
export type BucketFolders = Readonly<Record<string, string>>

/** The buckets there are: folders given by name, and those that were made in the engine's own folder. */
export type Buckets = {
  readonly buckets: BucketFolders
  /** The engine's own folder, which also keeps what is known of objects that were put through its endpoint. */
  readonly home?: string | undefined
}

/** S3's limit on a key. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1_024

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_NAME = /^(?!.*\.\.|\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

export function isBucketName(name: string): boolean {
  return BUCKET_NAME.test(name)
}

/** Where the home keeps the buckets that are made through the endpoint, each a folder of its name. */
export function madeBuckets(home: string): string {
  return `${home}/buckets`
}

/** The bucket's directory. One that was given need not be there yet: the first put makes it. */
export function bucketFolder({ buckets, home }: Buckets, bucket: string): string {
  const given = Object.hasOwn(buckets, bucket) ? buckets[bucket] : undefined
  if (given !== undefined) return given
  if (home !== undefined && isBucketName(bucket)) {
    const made = `${madeBuckets(home)}/${bucket}`
    if (existsSync(made)) return made
  }
  throw new BucketNotFound(bucket)
}

/** Throws `BucketNotFound` where the bucket's directory is not there: why a path may be missing. */
export function requireFolder(bucket: string, folder: string): void {
  if (!existsSync(folder)) throw new BucketNotFound(bucket)
}

/** The file that an object is, unless a folder has its name. Throws `StoreFailed` for what is no key. */
export function objectPath(folder: string, bucket: string, key: string): string {
  const fault = findKeyFault(key)
  if (fault === null) return `${folder}/${pathOfKey(key)}`
  throw new StoreFailed(
    `${objectUri(bucket, key)} cannot be an object`,
    `its key ${fault}; choose another key`,
  )
}

/** Why S3 does not take this key, or null. */
export function findKeyFault(key: string): string | null {
  if (key === "") return "is empty"
  if (!key.isWellFormed()) return "is not well-formed Unicode"
  return isLonger(key, MAX_KEY_BYTES) ? `is longer than ${MAX_KEY_BYTES} bytes` : null
}

/**
 * Looks for an object's file where it may be: `find` answers null where a path has none.
 *
 * The plain place is tried again at the end: a put there removes the other file once its own is in place, perhaps
 * just between the first two looks.
 */
export function findObject<T>(
  folder: string,
  bucket: string,
  key: string,
  find: (path: string) => T | null,
): T | null {
  const path = objectPath(folder, bucket, key)
  return find(path) ?? find(`${folder}/${pathBesideFolder(key)}`) ?? find(path)
}
