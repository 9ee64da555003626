import type { Note } from "../interpreter/kept-lines.ts"

/** Of an execution with a history: more, and AWS ends it. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MAX_EVENTS = 25_000

/** One event, as `GetExecutionHistory` shows it; `details` has the fields of AWS's `…EventDetails`, as values. */
export type HistoryEvent = {
  /** From 1 on, without a gap. */
  readonly id: number
  /** The event that led to this one, 0 for the first. */
  readonly previousEventId: number
  /** AWS's own name: `TaskStateEntered`. */
  readonly type: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly details: Readonly<Record<string, unknown>>
}

/** Where an execution's events go. */
export type History = {
  /** Answers the event's id. `line` is the line of states that it is of, an execution's own where nothing is said. */
  add(
    type: string,
    previousEventId: number,
    details?: Readonly<Record<string, unknown>>,
    line?: string,
    note?: Note,
  ): number
}
