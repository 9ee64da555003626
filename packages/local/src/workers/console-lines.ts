import { format } from "node:util"
import type { LogLine } from "../state/logs.ts"

/** Who is told of what a function prints. */
export type LineSink = (line: Omit<LogLine, "source">) => void

const LEVELS = { debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" } as const

/** From now on, what is printed through `console` in this thread goes where `sink()` says, or nowhere. */
export function takeConsole(sink: () => LineSink | null): void {
  for (const [name, level] of Object.entries(LEVELS)) {
    console[name as keyof typeof LEVELS] = (...values: unknown[]) =>
      sink()?.({ time: Date.now(), level, message: format(...values) })
  }
}
