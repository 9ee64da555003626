import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { isMissing } from "./folder-errors.ts"
import { RESERVED_PREFIX } from "./key-path.ts"

/**
 * Removes what writers below a folder had begun and never moved into place, as those leave it that are ended in the middle
 * of a put. Nobody may be writing there any more.
 */
export function sweepUnfinished(folder: string): void {
  for (const entry of readEntries(folder)) {
    if (!entry.isFile() || !entry.name.startsWith(RESERVED_PREFIX)) continue
    rmSync(join(entry.parentPath, entry.name), { force: true })
  }
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
