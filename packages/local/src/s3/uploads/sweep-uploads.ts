import { readdirSync, rmdirSync, rmSync, statSync } from "node:fs"
import { codeOf, isMissing } from "../../store/folder-errors.ts"
import { ABANDONED, isAbandoned } from "../../store/sweep.ts"

/**
 * Removes from the folder of the uploads what belongs to none: parts that nobody finished, and what is left of uploads that were
 * being removed. `partsOf` names the files that an upload has, and is null for one that there is not. What somebody who lives may be
 * writing stays.
 */
export function sweepUploads(
  folder: string,
  now: number,
  partsOf: (id: string) => ReadonlySet<string> | null,
): void {
  for (const id of readNames(folder)) {
    const path = `${folder}/${id}`
    const parts = partsOf(id)
    const files = readNames(path)
    // One that has just been made has no upload yet.
    const isNew = files.length === 0 && now - changedAt(path) < ABANDONED
    for (const file of files)
      if (!parts?.has(file) && isAbandoned(`${path}/${file}`, now)) rmSync(`${path}/${file}`, { force: true })
    if (parts === null && !isNew) removeEmpty(path)
  }
}

/** Milliseconds since 1970; now where it is gone. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
}

function removeEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    if (codeOf(error) !== "ENOTEMPTY" && !isMissing(error)) throw error
  }
}

function readNames(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
