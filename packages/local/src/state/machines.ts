import { randomUUID } from "node:crypto"
import type { State } from "./state.ts"

/** A state machine that was made. Times are milliseconds since 1970. */
export type MachineRow = {
  readonly name: string
  /** Empty until it is updated. */
  readonly revision: string
  readonly role: string
  readonly created: number
  readonly updated: number
  /** JSON: its type, and how it logs and traces. */
  readonly settings: string
  /** JSON, as it was given. */
  readonly definition: string
  /** 1 from the moment that it is deleted until what it runs has ended. */
  readonly is_deleting: number
  /** JSON: values by their keys. */
  readonly tags: string
}

export type NewMachine = Pick<MachineRow, "name" | "role" | "settings" | "definition"> & {
  readonly tags?: string
}

/** Answers false where there is one of that name already. */
export function insertMachine(
  state: State,
  { name, role, settings, definition, tags = "{}" }: NewMachine,
  now: number,
): boolean {
  const sql = `INSERT INTO machines (name, revision, role, created, updated, settings, definition, tags)
    VALUES (?, '', ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
  return state.writeNow(sql, name, role, now, now, settings, definition, tags) === 1
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
  const sql = `UPDATE machines SET revision = ?, role = ?, updated = ?, settings = ?, definition = ?, is_deleting = 0
    WHERE name = ?`
  state.writeNow(sql, revision, machine.role, now, machine.settings, machine.definition, machine.name)
  return revision
}

export function tagMachine(state: State, name: string, tags: string): void {
  state.writeNow("UPDATE machines SET tags = ? WHERE name = ?", tags, name)
}

/** It is there until what it runs has ended. */
export function markDeleting(state: State, name: string): void {
  state.writeNow("UPDATE machines SET is_deleting = 1 WHERE name = ?", name)
}

/** Deletes what is to be deleted and runs nothing any more. Executions are kept. */
export function forgetDeleted(state: State): void {
  if (state.prepare("SELECT 1 FROM machines WHERE is_deleting = 1").get() === undefined) return
  const sql = `DELETE FROM machines WHERE is_deleting = 1
    AND NOT EXISTS (SELECT 1 FROM executions WHERE machine = machines.name AND status = 'RUNNING')`
  state.writeNow(sql)
}
