import { randomUUID } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

/** Who runs executions of a home: a process, as long as it lives. */
export type Owner = { readonly id: string; release(): void }

/** A file this old (ms) that nobody has locked was left behind: taking the lock follows making the file at once. */
const ABANDONED = 60_000

/**
 * Makes this process an owner. It holds the lock of a file of its own, which the operating system gives up whichever way the
 * process ends: a number of a process could be another's by then, and means nothing to another container.
 */
export function claimOwner(home: string): Owner {
  if (home === ":memory:") return { id: randomUUID(), release() {} }
  sweepOwners(home)
  const id = randomUUID()
  mkdirSync(join(home, FOLDER), { recursive: true })
  const lock = tryLock(pathOf(home, id))
  if (lock === null) throw new Error(`${pathOf(home, id)} is locked, though nobody can know its name`)
  return {
    id,
    release() {
      if (!lock.isOpen) return
      lock.close()
      rmSync(pathOf(home, id), { force: true })
    },
  }
}

/** Whether the process that had this id still lives. */
export function isOwnerAlive(home: string, id: string): boolean {
  if (home === ":memory:" || !existsSync(pathOf(home, id))) return false
  const lock = tryLock(pathOf(home, id))
  lock?.close()
  return lock === null
}

const FOLDER = "owners"

function pathOf(home: string, id: string): string {
  return join(home, FOLDER, id)
}

/** Removes what a process left that lives no more. */
export function forgetOwner(home: string, id: string): void {
  if (home !== ":memory:") rmSync(pathOf(home, id), { force: true })
}

/** Null where another holds the lock. The file stays empty, and alone: SQLite is there for its locks, and keeps its journal to itself. */
function tryLock(path: string): DatabaseSync | null {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")
    return database
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === BUSY) return null
    throw error
  }
}

/** https://www.sqlite.org/rescode.html#busy */
const BUSY = 5

/** Removes what owners left that were killed. */
function sweepOwners(home: string): void {
  if (!existsSync(join(home, FOLDER))) return
  for (const name of readdirSync(join(home, FOLDER))) {
    const stats = statSync(pathOf(home, name), { throwIfNoEntry: false })
    const isOld = stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED
    // what older homes have beside an owner's file is no database
    const id = name.replace(/-journal$/, "")
    if (isOld && !isOwnerAlive(home, id)) rmSync(pathOf(home, name), { force: true })
  }
}
