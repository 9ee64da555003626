import type { LogLevel } from "@mapfold/core/status/log-view"
import { choiceOf, flagOf, textOf } from "../../app/search-values.ts"

export const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const satisfies readonly LogLevel[]

export type LogsSearch = {
  /** A child execution's name or a batch's id. */
  readonly batch?: string | undefined
  readonly object?: string | undefined
  /** This level and those above it. */
  readonly level?: LogLevel | undefined
  /** While the run goes on: the end of the log, as it comes. */
  readonly follow?: true | undefined
}

export function readLogsSearch({ batch, object, level, follow }: Record<string, unknown>): LogsSearch {
  return {
    ...{ batch: textOf(batch, 100), object: textOf(object), level: choiceOf(level, LEVELS) },
    follow: flagOf(follow),
  }
}
