import { existsSync } from "node:fs"
import { BucketNotFound, objectUri, StoreFailed } from "@mapfold/core/store/errors"

/** Where each bucket's objects lie: bucket name to directory. */
export type BucketFolders = Readonly<Record<string, string>>

/** How the names begin of what a store keeps beside the objects for a moment. Never listed, and no key may use it. */
export const RESERVED_PREFIX = ".mapfold-tmp-"

/** S3's limit on a key. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1_024
/** What ext4, APFS, NTFS and XFS all take for one name. */
const MAX_SEGMENT_BYTES = 255

/** The bucket's directory, whether or not it is there. */
export function bucketFolder(folders: BucketFolders, bucket: string): string {
  const folder = Object.hasOwn(folders, bucket) ? folders[bucket] : undefined
  if (folder === undefined) throw new BucketNotFound(bucket)
  return folder
}

/** Throws `BucketNotFound` where the bucket's directory is not there: why a path may be missing. */
export function requireFolder(bucket: string, folder: string): void {
  if (!existsSync(folder)) throw new BucketNotFound(bucket)
}

/** The file that an object is. Throws `StoreFailed` for a key that no file can have; none leads out of the folder. */
export function objectPath(folder: string, bucket: string, key: string): string {
  const fault = findKeyFault(key)
  if (fault === null) return `${folder}/${key}`
  throw new StoreFailed(
    `${objectUri(bucket, key)} cannot be a file in a folder`,
    `its key ${fault}; choose another key, or keep the object in S3`,
  )
}

/** Why a file system cannot hold an object under this key as it is, or null. */
export function findKeyFault(key: string): string | null {
  if (key === "") return "is empty"
  if (key.includes("\0")) return "has a NUL character"
  if (!key.isWellFormed()) return "is not well-formed Unicode"
  if (isLonger(key, MAX_KEY_BYTES)) return `is longer than ${MAX_KEY_BYTES} bytes`
  for (const segment of key.split("/")) {
    if (segment === "") return 'has an empty part (it begins or ends in "/", or has "//")'
    if (segment === "." || segment === "..") return `has the part "${segment}", which names a folder`
    if (segment.startsWith(RESERVED_PREFIX)) return `has a part that begins with "${RESERVED_PREFIX}"`
    if (isLonger(segment, MAX_SEGMENT_BYTES)) return `has a part longer than ${MAX_SEGMENT_BYTES} bytes`
  }
  return null
}

/** A UTF-16 code unit is at most 3 bytes of UTF-8, so most texts need no counting. */
function isLonger(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes
}
