import { createHash } from "node:crypto"
import { makeCountingHistory } from "../history/history.ts"
import type { Journal } from "../interpreter/journal.ts"
import type { MapRuns } from "../map-run/kept-map-run.ts"
import { cutHistory, makeKeptHistory } from "./events.ts"
import { keepPoint } from "./executions.ts"
import { openMapRun } from "./map-runs.ts"
import type { State } from "./state.ts"

export type JournalOptions = {
  readonly state: State
  /** The execution's id. */
  readonly execution: number
  readonly now: () => number
  /** The last event that there is. */
  readonly lastEvent: number
  /** The event by which the state was entered that the execution goes on with; 0 at its start. */
  readonly enteredEvent: number
}

/** What an execution writes down, in the state of its home. */
export function makeJournal({ state, execution, now, lastEvent, enteredEvent }: JournalOptions): Journal {
  const history = makeKeptHistory(state, { execution, child: "" }, now, lastEvent)
  // Map runs are found again by the visit of the state that they are in, and lines within it start anew.
  const places = makePlaces(`${enteredEvent}`)
  const mapRuns = makeMapRuns(state, execution, now, () => places)
  const openChild = (name: string, isExpress: boolean): Journal => {
    // a child whose process was killed starts anew
    if (!isExpress) cutHistory(state, { execution, child: name }, 0)
    const childHistory = isExpress
      ? makeCountingHistory()
      : makeKeptHistory(state, { execution, child: name }, now)
    let own: Places | undefined
    const placesOfChild = () => {
      own ??= makePlaces(name)
      return own
    }
    return makeInner(childHistory, makeMapRuns(state, execution, now, placesOfChild), openChild)
  }
  return {
    history,
    mapRuns,
    reach(point) {
      keepPoint(state, execution, point)
      places.enter(`${point.enteredEvent}`)
    },
    inner: makeInner(history, mapRuns, openChild),
    openChild,
  }
}

/** Its own inner one, without a getter: that would give each journal a hidden class of its own, which lives for long. */
function makeInner(history: Journal["history"], mapRuns: MapRuns, openChild: Journal["openChild"]): Journal {
  const journal = { history, mapRuns, reach() {}, openChild, inner: undefined as unknown as Journal }
  journal.inner = journal
  return journal
}

function makeMapRuns(state: State, execution: number, now: () => number, places: () => Places): MapRuns {
  return {
    open: (start) =>
      openMapRun(state, { ...start, execution, now, visit: places().take(start.label, start.input) }),
  }
}

/** The place of a map run in a line of states, but for how often it was started there. */
export function namePlace(scope: string, label: string, input: unknown): string {
  const text = JSON.stringify(input ?? null)
  return `${scope}/${label}/${createHash("sha1").update(text).digest("base64url")}`
}

/** Names for the places in which map runs stand: the same ones, in the same order, when a state is run again. */
type Places = { enter(scope: string): void; take(label: string, input: unknown): string }

function makePlaces(first: string): Places {
  let scope = first
  let taken = new Map<string, number>()
  return {
    enter(next) {
      if (next === scope) return
      scope = next
      taken = new Map()
    },
    take(label, input) {
      const place = namePlace(scope, label, input)
      const count = taken.get(place) ?? 0
      taken.set(place, count + 1)
      return `${place}/${count}`
    },
  }
}
