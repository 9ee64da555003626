import type { History } from "../history/history.ts"
import { ATTEMPTS } from "../interpreter/kept-lines.ts"
import { cutHistory, type HistoryOf, keepEvent, type NewEvent } from "./events.ts"
import type { State } from "./state.ts"

/** Events that are kept of an EXPRESS child, which may have any number: with more it begins again after a kill. */
const MAX_KEPT = 5_000

/** The EXPRESS children of an execution that have events, by their names. */
export type ExpressEvents = Set<string>

export type ExpressHistoryOptions = {
  readonly of: HistoryOf
  readonly now: () => number
  /** The last event that there is. */
  readonly last: number
  readonly kept: ExpressEvents
}

/**
 * The history of an EXPRESS child, which nobody sees. It is kept from the moment when a Parallel or a Map begins in the child,
 * so that what ends within is not done again after a kill, and until the child has ended. Most children have none, and
 * cost nothing.
 */
export function makeExpressHistory(state: State, { of, now, last, kept }: ExpressHistoryOptions): History {
  let id = last
  /** Those that are not kept yet; null where they are, or there are too many. */
  let waiting: NewEvent[] | null = last > 0 ? null : []
  if (last > 0) kept.add(of.child)

  const keepAll = (events: readonly NewEvent[]): void => {
    for (const event of events) keepEvent(state, of, event)
    kept.add(of.child)
    waiting = null
  }
  return {
    add(type, previous, details = {}, line = "", note) {
      id++
      if (id > MAX_KEPT) {
        if (kept.delete(of.child)) cutHistory(state, of, 0)
        waiting = null
        return id
      }
      const event = { id, previous, type, time: now(), details, line, note }
      if (waiting === null) keepEvent(state, of, event)
      else if (waiting.push(event) && ATTEMPTS.has(type)) keepAll(waiting)
      return id
    },
  }
}

/** Forgets what was kept of an EXPRESS child that has ended. */
export function forgetExpress(state: State, of: HistoryOf, kept: ExpressEvents): void {
  if (kept.delete(of.child)) cutHistory(state, of, 0)
}
