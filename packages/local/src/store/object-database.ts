import { existsSync, mkdirSync } from "node:fs"
import { isAbsolute, relative, resolve } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { StoreFailed } from "@mapfold/core/store/errors"

/** "MFob": what marks the file as this database, among all that are SQLite's. */
const APPLICATION_ID = 0x4d466f62
const VERSION = 2

/** Milliseconds that a connection waits for another's transaction, each of which is a few statements long. */
const PATIENCE = 10_000

/**
 * What is known of objects beyond what their files say, and the multipart uploads that are under way.
 *
 * An object has a row for each state of its file (size, time of the last change) that was put: the row of the next state
 * is written before its file takes the place, and the others go after that. So whoever looks at the file finds its row,
 * whenever the process that puts is killed. Files that were begun and not finished then are drafts. Times are in nanoseconds (`_ns`) or milliseconds (`_ms`) since 1970.
 */
const SCHEMA = `
  CREATE TABLE folders (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE objects (
    folder INTEGER NOT NULL REFERENCES folders,
    key TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (folder, key, mtime_ns, size)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE drafts (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    folder INTEGER NOT NULL REFERENCES folders,
    key TEXT NOT NULL,
    initiated_ms INTEGER NOT NULL,
    plan TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX uploads_by_key ON uploads (folder, key, initiated_ms, id);
  CREATE TABLE parts (
    upload TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE,
    number INTEGER NOT NULL,
    size INTEGER NOT NULL,
    md5 TEXT NOT NULL,
    checksum TEXT,
    modified_ms INTEGER NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (upload, number)
  ) STRICT, WITHOUT ROWID;
`

/** Uploads that were completed: whoever asks for the same again, having had no answer, is answered the same. Since version 2. */
const COMPLETED = `
  CREATE TABLE completed_uploads (
    id TEXT PRIMARY KEY,
    folder INTEGER NOT NULL REFERENCES folders,
    key TEXT NOT NULL,
    completed_ms INTEGER NOT NULL,
    asked TEXT NOT NULL,
    answer TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX completed_uploads_by_time ON completed_uploads (completed_ms);
`

/** What brings a database from each version to the next. */
const MIGRATIONS = [SCHEMA, COMPLETED]

function databasePath(home: string): string {
  return `${home}/objects.db`
}

/** Null where nothing was ever put through the endpoint. Throws `StoreFailed`. */
export function openToRead(home: string): DatabaseSync | null {
  const path = databasePath(home)
  if (!existsSync(path)) return null
  const database = open(path, true)
  if (!isNew(database)) return database
  database.close()
  return null
}

/** Makes the database where there is none. Throws `StoreFailed`. */
export function openToWrite(home: string): DatabaseSync {
  mkdirSync(home, { recursive: true })
  const path = databasePath(home)
  const database = open(path, false)
  try {
    // The process may be killed at any time; a power cut may take the last moments, as it may of the files.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON")
    database.exec("BEGIN IMMEDIATE")
    const missing = MIGRATIONS.slice(pragma(database, "user_version"))
    if (missing.length > 0) {
      const marks = `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`
      database.exec([...missing, marks].join("\n"))
    }
    database.exec("COMMIT")
    return database
  } catch (error) {
    database.close()
    throw new StoreFailed(`${path} cannot be used`, error)
  }
}

function open(path: string, readOnly: boolean): DatabaseSync {
  try {
    // Loaded when it is first needed: most runs have no such database.
    const { DatabaseSync: Database } = process.getBuiltinModule("node:sqlite")
    const database = new Database(path, { readOnly, timeout: PATIENCE })
    checkVersion(path, database)
    return database
  } catch (error) {
    if (error instanceof StoreFailed) throw error
    throw new StoreFailed(`${path} cannot be opened`, error)
  }
}

function checkVersion(path: string, database: DatabaseSync): void {
  const version = pragma(database, "user_version")
  const application = pragma(database, "application_id")
  // one of an older version is brought up to date by whoever writes to it; until then its objects are read as they are
  if (isNew(database) || (application === APPLICATION_ID && version <= VERSION)) return
  database.close()
  throw new StoreFailed(
    `${path} cannot be used`,
    application === APPLICATION_ID
      ? `a newer Mapfold wrote it (format ${version}, this one knows ${VERSION}); use that, or another --dir`
      : "it is another program's database; move it away, or use another --dir",
  )
}

/** Whether nobody has written to it yet; its maker may be just about to. */
function isNew(database: DatabaseSync): boolean {
  return ["user_version", "application_id", "schema_version"].every((name) => pragma(database, name) === 0)
}

function pragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get()
  return Number(row === undefined ? 0 : Object.values(row)[0])
}

/** How the database names a bucket's folder: relative to the home where it lies inside, so that the home can be moved. */
export function folderName(home: string, folder: string): string {
  const path = resolve(folder)
  const way = relative(resolve(home), path)
  return way.startsWith("..") || isAbsolute(way) ? path : way
}
