import type { State } from "./state.ts"

/** A function that has printed something; times are milliseconds since 1970. */
export type LoggedSource = { readonly source: string; readonly first: number }

export function listLoggedSources(state: State): LoggedSource[] {
  const sql = "SELECT source, min(time) AS first FROM logs GROUP BY source ORDER BY source"
  return state.prepare(sql).all() as unknown as LoggedSource[]
}

/** An execution that a function has printed something for, and when it did. */
export type LoggedExecution = {
  readonly id: number
  readonly name: string
  readonly first: number
  readonly last: number
}

/** The one that started last first. */
export function listLoggedExecutions(state: State, source: string): LoggedExecution[] {
  const sql = `SELECT executions.id, name, min(time) AS first, max(time) AS last
    FROM logs JOIN executions ON executions.id = logs.execution
    WHERE source = ? GROUP BY executions.id ORDER BY executions.id DESC`
  return state.prepare(sql).all(source) as unknown as LoggedExecution[]
}
