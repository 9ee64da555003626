import { randomUUID } from "node:crypto"
import type { State } from "./state.ts"

/** A state machine that was made. Times are milliseconds since 1970. */
export type MachineRow = {
  readonly name: string
  readonly revision: string
  readonly role: string
  readonly created: number
  readonly updated: number
  /** JSON: its type, and how it logs and traces. */
  readonly settings: string
  /** JSON, as it was given. */
  readonly definition: string
}

export type NewMachine = Pick<MachineRow, "name" | "role" | "settings" | "definition">

/** Answers false where there is one of that name already. */
export function insertMachine(
  state: State,
  { name, role, settings, definition }: NewMachine,
  now: number,
): boolean {
  const sql = `INSERT INTO machines (name, revision, role, created, updated, settings, definition)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
  return state.writeNow(sql, name, randomUUID(), role, now, now, settings, definition) === 1
}

export function findMachine(state: State, name: string): MachineRow | null {
  return (state.prepare("SELECT * FROM machines WHERE name = ?").get(name) as MachineRow | undefined) ?? null
}

/** In the order of their names, after one. */
export function listMachines(state: State, after: string, count: number): MachineRow[] {
  const sql = "SELECT * FROM machines WHERE name > ? ORDER BY name LIMIT ?"
  return state.prepare(sql).all(after, count) as unknown as MachineRow[]
}

/** Gives a machine what is new of it; executions go on as they began. Answers its new revision. */
export function updateMachine(state: State, machine: MachineRow, now: number): string {
  const revision = randomUUID()
  const sql =
    "UPDATE machines SET revision = ?, role = ?, updated = ?, settings = ?, definition = ? WHERE name = ?"
  state.writeNow(sql, revision, machine.role, now, machine.settings, machine.definition, machine.name)
  return revision
}

/** Its executions are kept. */
export function deleteMachine(state: State, name: string): void {
  state.writeNow("DELETE FROM machines WHERE name = ?", name)
}
