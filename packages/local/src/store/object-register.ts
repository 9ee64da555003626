import { existsSync, rmSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import type { Book } from "./book.ts"
import { folderName } from "./object-database.ts"
import { ObjectRecord } from "./object-record.ts"
import { type FileState, lazily, makeFolderIds } from "./object-records.ts"
import { isAbandoned } from "./sweep.ts"

/** Keeps the records of objects. One process at a time writes them. */
export type ObjectRegister = {
  /** Null where this state of the file was not put through the endpoint. */
  read(folder: string, key: string, state: FileState): ObjectRecord | null
  /** Writes the record of an object that is in its place. */
  write(folder: string, key: string, state: FileState, record: ObjectRecord): void
  /** What a put tells of the states that its file goes through; `recordOf` is asked once the file is written. */
  bookFor(folder: string, key: string, recordOf: () => ObjectRecord): Book
  /** Removes what was begun by processes that are gone, or an hour ago where that cannot be told. */
  sweepDrafts(now: number): void
  /** Removes what was known of an object that is gone, or of all its states but this one. */
  forget(folder: string, key: string, now?: FileState | null): void
  forgetFolder(folder: string): void
  /** The folder's number in the database, given to it now where it has none. */
  folderId(folder: string): number
}

export function makeObjectRegister(database: DatabaseSync, home: string): ObjectRegister {
  const select = lazily(
    database,
    "SELECT record FROM objects WHERE folder = ? AND key = ? AND mtime_ns = ? AND size = ?",
  )
  const insert = lazily(
    database,
    "INSERT OR REPLACE INTO objects (folder, key, mtime_ns, size, etag, record) VALUES (?, ?, ?, ?, ?, ?)",
  )
  const removeOthers = lazily(
    database,
    "DELETE FROM objects WHERE folder = ? AND key = ? AND NOT (mtime_ns = ? AND size = ?)",
  )
  const removeState = lazily(
    database,
    "DELETE FROM objects WHERE folder = ? AND key = ? AND mtime_ns = ? AND size = ?",
  )
  const removeKey = lazily(database, "DELETE FROM objects WHERE folder = ? AND key = ?")
  const removeFolder = lazily(database, "DELETE FROM objects WHERE folder = ?")
  const addFolder = lazily(database, "INSERT OR IGNORE INTO folders (path) VALUES (?)")
  const addDraft = lazily(database, "INSERT OR IGNORE INTO drafts (path) VALUES (?)")
  const removeDraft = lazily(database, "DELETE FROM drafts WHERE path = ?")
  const selectDrafts = lazily(database, "SELECT path FROM drafts")
  const findFolder = makeFolderIds(database, home)

  function folderId(folder: string): number {
    const found = findFolder(folder)
    if (found !== null) return found
    addFolder().run(folderName(home, folder))
    return findFolder(folder)!
  }

  function write(folder: string, key: string, { mtimeNs, size }: FileState, record: ObjectRecord): void {
    insert().run(folderId(folder), key, mtimeNs, size, record.etag, JSON.stringify(record))
  }

  return {
    read(folder, key, { mtimeNs, size }) {
      const row = select().get(folderId(folder), key, mtimeNs, size)
      return row === undefined ? null : ObjectRecord.parse(JSON.parse(String(row.record)))
    },
    write,
    bookFor: (folder, key, recordOf) => ({
      begin: (path) => addDraft().run(path),
      end: (path) => removeDraft().run(path),
      add: (state) => write(folder, key, state, recordOf()),
      settle: ({ mtimeNs, size }) => removeOthers().run(folderId(folder), key, mtimeNs, size),
      drop: ({ mtimeNs, size }) => removeState().run(folderId(folder), key, mtimeNs, size),
    }),
    sweepDrafts(now) {
      for (const { path } of selectDrafts().all()) {
        if (existsSync(String(path)) && !(isAbandoned(String(path), now) && tryRemove(String(path)))) continue
        removeDraft().run(String(path))
      }
    },
    forget(folder, key, now = null) {
      if (now === null) removeKey().run(folderId(folder), key)
      else removeOthers().run(folderId(folder), key, now.mtimeNs, now.size)
    },
    forgetFolder: (folder) => removeFolder().run(folderId(folder)),
    folderId,
  }
}

/** False where it cannot be removed now, as where the disk is read-only: nobody need be stopped by that. */
function tryRemove(path: string): boolean {
  try {
    rmSync(path, { force: true })
    return true
  } catch {
    return false
  }
}
