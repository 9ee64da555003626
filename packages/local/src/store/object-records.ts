import type { BigIntStats } from "node:fs"
import type { DatabaseSync, StatementSync } from "node:sqlite"
import { folderName, openToRead } from "./object-database.ts"

/** What identifies the state of a file that a record is about. */
export type FileState = Pick<BigIntStats, "size" | "mtimeNs">

/** The ETags of objects that were put through the endpoint. */
export type KnownEtags = {
  /** Null where this state of the file was not put through the endpoint. */
  find(folder: string, key: string, state: FileState): string | null
  /** Whether nothing in this folder was. */
  hasNone(folder: string): boolean
}

/** For stores that no endpoint has ever written to. */
export const NO_ETAGS: KnownEtags = { find: () => null, hasNone: () => true }

/**
 * What the home's database knows, read when it is asked: the database is looked for each time until it is there, and
 * what another process or thread puts is seen at once.
 */
export function readKnownEtags(home: string): KnownEtags {
  let reader: KnownEtags | null = null
  const connect = () => {
    if (reader !== null) return reader
    const database = openToRead(home)
    if (database !== null) reader = makeKnownEtags(database, home)
    return reader
  }
  return {
    find: (folder, key, state) => connect()?.find(folder, key, state) ?? null,
    hasNone: (folder) => connect()?.hasNone(folder) ?? true,
  }
}

export function makeKnownEtags(database: DatabaseSync, home: string): KnownEtags {
  const findEtag = lazily(
    database,
    "SELECT etag FROM objects WHERE folder = ? AND key = ? AND mtime_ns = ? AND size = ?",
  )
  const findAny = lazily(database, "SELECT 1 FROM objects WHERE folder = ? LIMIT 1")
  const folderId = makeFolderIds(database, home)
  return {
    find(folder, key, { mtimeNs, size }) {
      const id = folderId(folder)
      const row = id === null ? undefined : findEtag().get(id, key, mtimeNs, size)
      return row === undefined ? null : String(row.etag)
    },
    hasNone(folder) {
      const id = folderId(folder)
      return id === null || findAny().get(id) === undefined
    },
  }
}

/** The numbers that folders have in the database, once they have one. A number is never given to another folder. */
export function makeFolderIds(database: DatabaseSync, home: string): (folder: string) => number | null {
  const select = lazily(database, "SELECT id FROM folders WHERE path = ?")
  const ids = new Map<string, number>()
  return (folder) => {
    const known = ids.get(folder)
    if (known !== undefined) return known
    const row = select().get(folderName(home, folder))
    if (row === undefined) return null
    ids.set(folder, Number(row.id))
    return Number(row.id)
  }
}

/** A statement that is compiled at its first use: a database that is new has no tables yet. */
export function lazily(database: DatabaseSync, sql: string): () => StatementSync {
  let statement: StatementSync | undefined
  return () => {
    statement ??= database.prepare(sql)
    return statement
  }
}
