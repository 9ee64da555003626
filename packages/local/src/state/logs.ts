import type { State } from "./state.ts"

/** Whose line it is; `child` is the name of a child execution. */
export type LogTag = { readonly execution: number; readonly child: string | null }

export type LogLine = {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly level: "DEBUG" | "INFO" | "WARN" | "ERROR"
  /** The function that wrote it. */
  readonly source: string
  readonly message: string
}

export type KeptLogLine = LogLine & { readonly id: number; readonly child: string | null }

/** Lines kept of an execution: enough to see what goes wrong, and no reason to fear a loop that prints. */
const MAX_LINES = 20_000
/** Characters of a line. */
const MAX_LENGTH = 16_384

/** Keeps the lines of functions, of each execution the first 20,000. */
export function makeLogKeeper(state: State): (tag: LogTag, line: LogLine) => void {
  const insert = "INSERT INTO logs (execution, child, time, level, source, message) VALUES (?, ?, ?, ?, ?, ?)"
  const counts = new Map<number, number>()
  const keep = ({ execution, child }: LogTag, { time, level, source, message }: LogLine): void => {
    state.write(insert, execution, child, time, level, source, message.slice(0, MAX_LENGTH))
  }
  return (tag, line) => {
    const count = (counts.get(tag.execution) ?? countLogs(state, tag.execution)) + 1
    counts.set(tag.execution, count)
    if (count < MAX_LINES) keep(tag, line)
    else if (count === MAX_LINES) {
      const message = `${MAX_LINES} lines have been kept of this execution; what follows is not`
      keep(tag, { ...line, level: "WARN", message })
    }
  }
}

function countLogs(state: State, execution: number): number {
  return Number(state.prepare("SELECT count(*) AS count FROM logs WHERE execution = ?").get(execution)?.count)
}

/** In the order in which they came. */
export function readLogs(state: State, execution: number): KeptLogLine[] {
  const sql = "SELECT id, child, time, level, source, message FROM logs WHERE execution = ? ORDER BY id"
  return state.prepare(sql).all(execution) as unknown as KeptLogLine[]
}
