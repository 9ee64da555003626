import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { StateUnusable } from "../errors.ts"
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts"

/** Another process writes for milliseconds at a time: who waits this long (ms) waits for one that is stuck. */
const PATIENCE = 15_000
/** Turning a new file into a WAL database is the one thing that does not wait for another process by itself. */
const ATTEMPTS = 50
const PAUSE = 20

/** Pages of 4 KiB that the log holds before it is folded into the database, which waits for the disk: 64 MB. */
const LOG_PAGES = 16_000

/** SQLite's "file is not a database". https://www.sqlite.org/rescode.html */
const NOT_A_DATABASE = 26
/** SQLITE_FULL. https://www.sqlite.org/rescode.html#full */
const DISK_FULL = 13

/** The database's place in a home; `:memory:` is no home and no file. */
export function databasePath(home: string): string {
  return home === ":memory:" ? home : join(home, "state.db")
}

/**
 * Opens the state of a home, makes it where there is none, and brings an older one up to date. Throws `StateUnusable`.
 *
 * What has been committed outlives the process, however it ends; a power cut may lose the last moments, but never the order of
 * what is kept: https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export function openDatabase(home: string): DatabaseSync {
  const path = databasePath(home)
  let database: DatabaseSync | undefined
  try {
    if (path !== ":memory:") mkdirSync(home, { recursive: true })
    database = new DatabaseSync(path, { timeout: PATIENCE, enableForeignKeyConstraints: true })
    checkIdentity(database, path)
    useWriteAheadLog(database)
    database.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${LOG_PAGES}`)
    if (versionOf(database) < MIGRATIONS.length) migrate(database, path)
    return database
  } catch (error) {
    database?.close()
    throw error instanceof StateUnusable ? error : toStateUnusable(path, error)
  }
}

/** What SQLite or the file system threw at the state of a home. */
export function toStateUnusable(path: string, error: unknown): StateUnusable {
  const { errcode, message } = error as { readonly errcode?: number; readonly message: string }
  if (errcode === NOT_A_DATABASE) return foreign(path)
  const advice = errcode === DISK_FULL ? "; free some space, or choose another folder for it (--dir)" : ""
  return new StateUnusable(`the state in ${path} cannot be used: ${message}${advice}`, { cause: error })
}

/** A statement that failed for itself, as one does that would make a name twice, is no such error. */
export function isDiskFull(error: unknown): boolean {
  return (error as { readonly errcode?: number }).errcode === DISK_FULL
}

function foreign(path: string): StateUnusable {
  return new StateUnusable(
    `${path} is not Mapfold's: move it away, or choose another folder for the engine's home (--dir)`,
  )
}

function checkIdentity(database: DatabaseSync, path: string): void {
  const version = versionOf(database)
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.count
  if (tables === 0 && version === 0) return
  if (numberOf(database, "application_id") !== APPLICATION_ID) throw foreign(path)
  if (version > MIGRATIONS.length) {
    throw new StateUnusable(
      `the state in ${path} has version ${version} and this Mapfold knows ${MIGRATIONS.length} at most: ` +
        "use the newer Mapfold that wrote it, or choose another folder for the engine's home (--dir)",
    )
  }
}

function useWriteAheadLog(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec("PRAGMA journal_mode = WAL")
      return
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * PAUSE)
    }
  }
}

/** Two processes may come here at once: who comes second finds nothing left to do. */
function migrate(database: DatabaseSync, path: string): void {
  database.exec("BEGIN IMMEDIATE")
  try {
    checkIdentity(database, path)
    for (const statements of MIGRATIONS.slice(versionOf(database))) database.exec(statements)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`)
    database.exec("COMMIT")
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK")
    throw error
  }
}

function versionOf(database: DatabaseSync): number {
  return numberOf(database, "user_version")
}

function numberOf(database: DatabaseSync, pragma: "user_version" | "application_id"): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma])
}
