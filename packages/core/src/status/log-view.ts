export type LogLevel = "DEBUG" | "INFO" | "WARN" | "ERROR"

export type LogLine = {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly level: LogLevel
  /** The state machine's own events, or what a handler printed. */
  readonly source: "workflow" | "prepare" | "process" | "reduce"
  /** The child execution's name; null for the run itself. */
  readonly child: string | null
  readonly batch: string | null
  /** Key of the object that the line is of. */
  readonly object: string | null
  readonly text: string
}

export type LogPage = { readonly lines: readonly LogLine[]; readonly next: string | null }
