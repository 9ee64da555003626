import type { StatementSync } from "node:sqlite"
import { databasePath, isDiskFull, openDatabase, toStateUnusable } from "./database.ts"

/** Writes that wait to be committed, at most. */
const MAX_WAITING = 2_000
/** Milliseconds until they are: what a kill may take back, and long enough for hundreds of writes to share a commit. */
const COMMIT_AFTER = 5

type Value = string | number | null

/** Something that is written. Until it is committed it can be made to say more: what a commit holds appears at once. */
export type Write = { readonly sql: string; values: Value[]; isCommitted: boolean }

/** The state of a home: what must outlive the process that runs it. */
export type State = {
  readonly home: string
  /** A statement that reads. It sees all that has been written here. */
  prepare(sql: string): StatementSync
  /**
   * Writes, within milliseconds. What is written is committed in order, many writes at once: a process that is killed leaves
   * behind all up to some moment, and nothing after it. Between commits nobody else is kept waiting. Throws
   * `StateUnusable` where something could not be written before.
   */
  write(sql: string, ...values: Value[]): Write
  /** Like `write`, at once and committed: answers how many rows were changed. */
  writeNow(sql: string, ...values: readonly Value[]): number
  /** Commits what has been written. */
  flush(): void
  /** Gives the room of what was deleted back to the disk, if nobody else uses the state at the moment. */
  shrink(): void
  /** Commits, and ignores from then on whatever is written: those who still run are to leave no trace. */
  freeze(): void
  close(): void
}

/** Opens the state of a home (a folder), or one in memory (`:memory:`). Throws `StateUnusable`. */
export function openState(home: string): State {
  const database = openDatabase(home)
  const statements = new Map<string, StatementSync>()
  let waiting: Write[] = []
  let timer: NodeJS.Timeout | undefined
  let isFrozen = false
  /** What could not be committed: nothing that comes after it may be. */
  let broken: Error | undefined

  const fail = (error: unknown): Error => {
    broken ??= toStateUnusable(databasePath(home), error)
    waiting = []
    if (database.isTransaction) database.exec("ROLLBACK")
    return broken
  }
  const compile = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const commit = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (broken !== undefined) throw broken
    if (waiting.length === 0 || !database.isOpen) return
    const writes = waiting
    waiting = []
    try {
      database.exec("BEGIN IMMEDIATE")
      for (const { sql, values } of writes) compile(sql).run(...values)
      database.exec("COMMIT")
      for (const write of writes) {
        write.isCommitted = true
        // whoever holds on to it does not need to hold on to that
        write.values = []
      }
    } catch (error) {
      throw fail(error)
    }
  }
  const commitLater = (): void => {
    try {
      commit()
    } catch {
      // whoever writes next is told
    }
  }

  return {
    home,
    prepare(sql) {
      if (waiting.length > 0) commit()
      return compile(sql)
    },
    write(sql, ...values) {
      const write: Write = { sql, values, isCommitted: false }
      if (isFrozen) return write
      if (broken !== undefined) throw broken
      waiting.push(write)
      if (waiting.length >= MAX_WAITING) commit()
      else timer ??= setTimeout(commitLater, COMMIT_AFTER)
      return write
    },
    writeNow(sql, ...values) {
      if (isFrozen) return 0
      commit()
      try {
        return Number(compile(sql).run(...values).changes)
      } catch (error) {
        throw isDiskFull(error) ? fail(error) : error
      }
    },
    flush: commit,
    shrink() {
      try {
        database.exec("VACUUM")
      } catch {
        // the room is used again by what comes next
      }
    },
    freeze() {
      commit()
      isFrozen = true
    },
    close() {
      if (!database.isOpen) return
      try {
        if (broken === undefined) commit()
      } finally {
        isFrozen = true
        statements.clear()
        database.close()
      }
    },
  }
}
