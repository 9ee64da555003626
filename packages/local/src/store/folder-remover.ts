import { existsSync, statSync, unlinkSync } from "node:fs"
import { objectUri, StoreFailed } from "@mapfold/core/store/errors"
import { checkInside, makeTarget } from "./draft.ts"
import { isMissing, toStoreFailed } from "./folder-errors.ts"
import type { BucketFolder } from "./folder-reader.ts"
import { withKeyLock } from "./key-lock.ts"
import { pathBesideFolder } from "./key-path.ts"

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

/** Not by rmSync, whose errors say neither what was done nor, by a code, why it failed. */
function removeRegular(path: string): boolean {
  try {
    const isThere = statSync(path).isFile()
    if (isThere) unlinkSync(path)
    return isThere
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
