import { ApiError, ConnectionLost } from "./errors.ts"

/** Milliseconds between two looks at something that goes on: what the API itself asks AWS at most. */
const LIVE = 2_000
/** A page that nobody looks at. */
const HIDDEN = 30_000
/** The longest wait while there is no connection: it is mended within this time. */
const LOST = 15_000

export type PollState = {
  readonly isOver: boolean
  readonly isHidden: boolean
  /** Looks in a row that failed. */
  readonly failures: number
}

/** Milliseconds until the next look, or false where nothing can change any more. */
export function pollInterval({ isOver, isHidden, failures }: PollState): number | false {
  if (failures > 0) return Math.min(LOST, LIVE * 2 ** Math.min(failures, 8))
  if (isOver) return false
  return isHidden ? HIDDEN : LIVE
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
