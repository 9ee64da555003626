import type { ExecutionStatus, KeptExecution } from "./executions.ts"
import type { State } from "./state.ts"

/** What a list says of an execution: nothing that may be long. */
export type ExecutionSummary = Pick<
  KeptExecution,
  "id" | "name" | "status" | "started" | "stopped" | "redrives" | "redriven"
>

export type SummaryFilter = {
  readonly machine: string
  readonly status?: ExecutionStatus | undefined
  readonly isRedriven?: boolean | undefined
  /** The last one that was seen: those before it follow. */
  readonly before?: number | undefined
  readonly count?: number
}

/** The executions of a machine, the one that started last first. */
export function summarizeExecutions(state: State, filter: SummaryFilter): ExecutionSummary[] {
  const { machine, status = null, isRedriven, before = Number.MAX_SAFE_INTEGER, count = -1 } = filter
  const sql = `SELECT id, name, status, started, stopped, redrives, redriven FROM executions
    WHERE machine = ?1 AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR (redrives > 0) = ?3) AND id < ?4
    ORDER BY id DESC LIMIT ?5`
  const redriven = isRedriven === undefined ? null : Number(isRedriven)
  return state.prepare(sql).all(machine, status, redriven, before, count) as unknown as ExecutionSummary[]
}
