import { ApiError, ConnectionLost } from "./errors.ts"

/** Milliseconds between two looks at something that goes on: what the API itself asks AWS at most. */
const LIVE = 2_000
/** For a page that nobody looks at, and for what is over but may go on. */
const SELDOM = 30_000
/** The longest wait while there is no connection: it is mended within this time. */
const LOST = 15_000

export type PollState = {
  readonly isOver: boolean
  /** What is over may go on all the same: a run that somebody else redrives, or begins to repair. */
  readonly mayGoOn?: boolean
  /** Nothing goes on now, but something may begin: one look in four will do. */
  readonly isQuiet?: boolean
  readonly isHidden: boolean
  /** Looks in a row that failed. */
  readonly failures: number
}

/** Milliseconds until the next look, or false for none: a page that is come back to looks at once. */
export function pollInterval({
  isOver,
  mayGoOn = false,
  isQuiet = false,
  isHidden,
  failures,
}: PollState): number | false {
  if (failures > 0) return Math.min(LOST, LIVE * 2 ** Math.min(failures, 8))
  if (isOver) return mayGoOn && !isHidden ? SELDOM : false
  return isHidden ? SELDOM : LIVE * (isQuiet ? 4 : 1)
}

/** Whether asking again may help. What the API refuses by its name stays refused. */
export function isWorthAgain(failures: number, error: Error): boolean {
  if (failures >= 3) return false
  if (error instanceof ConnectionLost) return true
  return error instanceof ApiError && (error.status === 429 || error.status >= 500)
}

/** Milliseconds before asking again: doubling, with full jitter, so that many pages do not come back at once. */
export function waitBeforeAgain(failures: number, random: () => number = Math.random): number {
  return Math.round(250 + random() * 750 * 2 ** Math.min(failures, 4))
}
