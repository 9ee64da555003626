import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

/** A child that had ended, with the moment at which it did. */
export type Ended = {
  readonly name: string
  readonly input: string
  readonly started: number
  readonly stopped: number
}

/** What the state of a home says while no process runs. */
export function readKept(home: string): { readonly status: string; readonly ended: Ended[] } {
  const database = new DatabaseSync(join(home, "state.db"))
  try {
    const { status = "" } = (database.prepare("SELECT status FROM executions").get() ?? {}) as {
      status?: string
    }
    const sql = "SELECT name, input, started, stopped FROM children WHERE status = 'SUCCEEDED' ORDER BY name"
    return { status, ended: database.prepare(sql).all() as unknown as Ended[] }
  } finally {
    database.close()
  }
}
