import type { StatementSync } from "node:sqlite"
import { databasePath, isDiskFull, openDatabase, toStateUnusable } from "./database.ts"

/** Statements of one transaction, at most: others wait as long for their turn. */
const MAX_STATEMENTS = 10_000

/** The state of a home: what must outlive the process that runs it. */
export type State = {
  readonly home: string
  /** A statement, compiled once. Reading needs nothing more. */
  prepare(sql: string): StatementSync
  /**
   * Runs a statement that writes. What is written in one turn of the event loop is committed together at its end, in
   * order: a process that is killed leaves behind all up to some moment, and nothing after it. Throws `StateUnusable`.
   */
  write(statement: StatementSync, ...values: readonly (string | number | null)[]): void
  /** Like `write`, at once and committed: answers how many rows were changed. */
  writeNow(sql: string, ...values: readonly (string | number | null)[]): number
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
  let isFrozen = false
  let scheduled: NodeJS.Immediate | undefined
  let written = 0
  /** A transaction that could not be committed: nothing that comes after it may be. */
  let broken: Error | undefined

  const fail = (error: unknown): Error => {
    broken ??= toStateUnusable(databasePath(home), error)
    if (database.isTransaction) database.exec("ROLLBACK")
    return broken
  }
  const commit = (): void => {
    clearImmediate(scheduled)
    scheduled = undefined
    written = 0
    if (!database.isOpen || !database.isTransaction) return
    try {
      database.exec("COMMIT")
    } catch (error) {
      throw fail(error)
    }
  }
  const commitLater = (): void => {
    scheduled ??= setImmediate(() => {
      try {
        commit()
      } catch {
        // whoever writes next is told
      }
    })
  }
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const write = (statement: StatementSync, ...values: readonly (string | number | null)[]): void => {
    if (isFrozen) return
    if (broken !== undefined) throw broken
    try {
      if (!database.isTransaction) database.exec("BEGIN IMMEDIATE")
      statement.run(...values)
    } catch (error) {
      throw fail(error)
    }
    if (++written < MAX_STATEMENTS) commitLater()
    else commit()
  }

  const runNow = (sql: string, values: readonly (string | number | null)[]): number => {
    try {
      return Number(prepare(sql).run(...values).changes)
    } catch (error) {
      throw isDiskFull(error) ? fail(error) : error
    }
  }

  return {
    home,
    prepare,
    write,
    writeNow(sql, ...values) {
      if (isFrozen) return 0
      if (broken !== undefined) throw broken
      const changed = runNow(sql, values)
      commit()
      return changed
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
