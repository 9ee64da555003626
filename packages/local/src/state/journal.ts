import type { Journal } from "../interpreter/journal.ts"
import type { MapRuns } from "../map-run/kept-map-run.ts"
import { makeKeptHistory } from "./events.ts"
import { type KeptExecution, keepPoint } from "./executions.ts"
import { type ExpressEvents, forgetExpress, makeExpressHistory } from "./express-history.ts"
import { openMapRun } from "./map-runs.ts"
import { nameScope } from "./redrive-map-runs.ts"
import { readChildrenWithEvents, resumeChild, resumeExecution } from "./resume.ts"
import type { State } from "./state.ts"

/** What an execution writes down in the state of its home, and what it has written before: it goes on from there. */
export function openJournal(
  state: State,
  kept: Pick<KeptExecution, "id" | "point">,
  now: () => number,
): Journal {
  const { id: execution, point } = kept
  const of = { execution, child: "" }
  const resumed = resumeExecution(state, kept)
  // who begins has no children: nobody needs to look for what they have told
  const withEvents = point === null ? new Set<string>() : readChildrenWithEvents(state, execution)
  const express: ExpressEvents = new Set()
  const forget = (child: string) => forgetExpress(state, { execution, child }, express)
  const runsOf = (child: string) => makeMapRuns(state, { execution, now, scope: nameScope(child), forget })
  const openChild: Journal["openChild"] = ({ name, isExpress, redrives }) => {
    const child = { execution, child: name }
    // an EXPRESS child that is redriven begins anew
    const known = withEvents.delete(name) ? resumeChild(state, child, isExpress ? 0 : redrives, now) : NEW
    const history = isExpress
      ? makeExpressHistory(state, { of: child, now, last: known.last, kept: express })
      : makeKeptHistory(state, child, now, known.last)
    return makeInner(history, runsOf(name), known.lines, openChild)
  }
  const history = makeKeptHistory(state, of, now, resumed.last)
  const inner = makeInner(history, runsOf(""), resumed.lines, openChild)
  return { ...inner, inner, reach: (reached) => keepPoint(state, execution, reached) }
}

const NEW = { last: 0, lines: new Map<string, never>() }

/** Its own inner one, without a getter: that would give each journal a hidden class of its own, which lives for long. */
function makeInner(
  history: Journal["history"],
  mapRuns: MapRuns,
  kept: Journal["kept"],
  openChild: Journal["openChild"],
): Journal {
  const journal = { history, mapRuns, kept, reach() {}, openChild, inner: undefined as unknown as Journal }
  journal.inner = journal
  return journal
}

type MapRunsOptions = {
  readonly execution: number
  readonly now: () => number
  readonly scope: string
  /** Forgets what has been told of a child that has ended, if it is an EXPRESS one. */
  readonly forget: (child: string) => void
}

/** Map runs are found again by the visit of the state that they are in, and the how-manieth attempt they are. */
function makeMapRuns(state: State, { execution, now, scope, forget }: MapRunsOptions): MapRuns {
  return {
    open: ({ entered, attempt, ...start }) =>
      openMapRun(state, { ...start, execution, now, visit: `${scope}${entered}/${attempt}` }, forget),
  }
}
