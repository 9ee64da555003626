import * as z from "zod"
import { ExecutionNameTaken } from "../errors.ts"
import { Point } from "../interpreter/journal.ts"
import { BucketPlace } from "../store/bucket-place.ts"
import type { State } from "./state.ts"

export const ExecutionStatus = z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"])
export type ExecutionStatus = z.infer<typeof ExecutionStatus>

/** What an execution needs of the world to run anywhere else: it is opened again as it was. */
export const Setup = z.strictObject({
  /** Where the buckets are, by their names: folders alone in state that older versions have kept. */
  buckets: z.record(z.string(), BucketPlace),
  /** Modules, absolute paths; null is Mapfold's own jobs, and no functions of others. */
  jobFile: z.string().nullable(),
  functionFile: z.string().nullable(),
  processSeconds: z.number(),
})
export type Setup = z.infer<typeof Setup>

/** An execution as it is kept. Times are milliseconds since 1970. */
export const KeptExecution = z.strictObject({
  id: z.int(),
  machine: z.string(),
  name: z.string(),
  status: ExecutionStatus,
  started: z.int(),
  stopped: z.int().nullable(),
  redrives: z.int(),
  redriven: z.int().nullable(),
  /** The process that runs it, or ran it last; null where it was handed back. */
  owner: z.string().nullable(),
  /** The run that this one repairs. */
  repairs: z.string().nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
  setup: z.string().transform((text) => Setup.parse(JSON.parse(text))),
  /** JSON, as it was given. */
  definition: z.string(),
  input: z.string(),
  output: z.string().nullable(),
  /** Null until the first state has been entered. */
  point: z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : Point.parse(JSON.parse(text)))),
})
export type KeptExecution = z.infer<typeof KeptExecution>

const COLUMNS = Object.keys(KeptExecution.shape).join(", ")

export type NewExecution = Pick<
  KeptExecution,
  "machine" | "name" | "started" | "owner" | "repairs" | "definition" | "input" | "setup"
>

/** Keeps an execution that starts. Throws `ExecutionNameTaken`. */
export function insertExecution(state: State, execution: NewExecution): number {
  const { machine, name, started, owner, repairs, setup, definition, input } = execution
  const sql = `INSERT INTO executions (machine, name, status, started, owner, repairs, setup, definition, input)
    VALUES (?, ?, 'RUNNING', ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
  const values = [machine, name, started, owner, repairs, JSON.stringify(setup), definition, input]
  if (state.writeNow(sql, ...values) === 0) throw new ExecutionNameTaken(machine, name)
  return findExecution(state, machine, name)!.id
}

export function findExecution(state: State, machine: string, name: string): KeptExecution | null {
  const row = state
    .prepare(`SELECT ${COLUMNS} FROM executions WHERE machine = ? AND name = ?`)
    .get(machine, name)
  return row === undefined ? null : KeptExecution.parse(row)
}

export type ExecutionFilter = {
  readonly machine?: string | undefined
  readonly status?: ExecutionStatus | undefined
  /** The last one that was seen: those before it follow. */
  readonly before?: number | undefined
  readonly count?: number
}

/** Executions, the one that started last first. */
export function listExecutions(state: State, filter: ExecutionFilter = {}): KeptExecution[] {
  const { machine = null, status = null, before = Number.MAX_SAFE_INTEGER, count = -1 } = filter
  const sql = `SELECT ${COLUMNS} FROM executions
    WHERE (?1 IS NULL OR machine = ?1) AND (?2 IS NULL OR status = ?2) AND id < ?3
    ORDER BY id DESC LIMIT ?4`
  return state
    .prepare(sql)
    .all(machine, status, before, count)
    .map((row) => KeptExecution.parse(row))
}

export type ExecutionEnd = {
  readonly status: Exclude<ExecutionStatus, "RUNNING">
  readonly output?: unknown
  readonly error?: string | undefined
  readonly cause?: string | undefined
}

export function endExecution(state: State, id: number, end: ExecutionEnd, time: number): void {
  const sql = `UPDATE executions SET status = ?, stopped = ?, output = ?, error = ?, cause = ?, stop_asked = NULL
    WHERE id = ?`
  const output = end.output === undefined ? null : JSON.stringify(end.output)
  state.write(sql, end.status, time, output, end.error ?? null, end.cause ?? null, id)
}

/** Makes a process the one that runs an execution, if nobody has taken it since it was looked at. */
export function takeExecution(state: State, { id, owner: last }: KeptExecution, owner: string): boolean {
  const sql = "UPDATE executions SET owner = ? WHERE id = ? AND owner IS ? AND status = 'RUNNING'"
  return state.writeNow(sql, owner, id, last) === 1
}

/** Asks whoever runs an execution to stop it. `reason` is JSON: error and cause. Answers whether it is running. */
export function askToStop(state: State, id: number, reason: string): boolean {
  const sql = "UPDATE executions SET stop_asked = ? WHERE id = ? AND status = 'RUNNING'"
  return state.writeNow(sql, reason, id) === 1
}

/** The reason where an execution has been asked to stop. */
export function readStopAsked(state: State, id: number): string | null {
  return (state.prepare("SELECT stop_asked FROM executions WHERE id = ?").get(id)?.stop_asked ?? null) as
    | string
    | null
}

export function keepPoint(state: State, id: number, point: Point): void {
  state.write("UPDATE executions SET point = ? WHERE id = ?", JSON.stringify(point), id)
}

export function readExecution(state: State, id: number): KeptExecution | null {
  const row = state.prepare(`SELECT ${COLUMNS} FROM executions WHERE id = ?`).get(id)
  return row === undefined ? null : KeptExecution.parse(row)
}
