import { makeCountingHistory } from "../history/history.ts"
import type { Journal } from "../interpreter/journal.ts"
import type { MapRuns } from "../map-run/kept-map-run.ts"
import { makeKeptHistory } from "./events.ts"
import { type KeptExecution, keepPoint } from "./executions.ts"
import { openMapRun } from "./map-runs.ts"
import { resumeChild, resumeExecution } from "./resume.ts"
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
  const openChild: Journal["openChild"] = ({ name, isExpress, redrives }) => {
    const scope = nameScope(name)
    const childRuns = makeMapRuns(state, execution, now, scope)
    if (isExpress) return makeInner(makeCountingHistory(), childRuns, new Map(), openChild)
    const child = { execution, child: name }
    // who begins has no children: nobody needs to look for what they have told
    const known = point === null ? NEW : resumeChild(state, child, redrives, now)
    return makeInner(makeKeptHistory(state, child, now, known.last), childRuns, known.lines, openChild)
  }
  const history = makeKeptHistory(state, of, now, resumed.last)
  const inner = makeInner(history, makeMapRuns(state, execution, now, ""), resumed.lines, openChild)
  return { ...inner, inner, reach: (reached) => keepPoint(state, execution, reached) }
}

const NEW = { last: 0, lines: new Map<string, never>() }

/** Before the visits of the map runs of a child. */
export function nameScope(child: string): string {
  return child === "" ? "" : `${child}/`
}

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

/** Map runs are found again by the visit of the state that they are in, and the how-manieth attempt they are. */
function makeMapRuns(state: State, execution: number, now: () => number, scope: string): MapRuns {
  return {
    open: ({ entered, attempt, ...start }) =>
      openMapRun(state, { ...start, execution, now, visit: `${scope}${entered}/${attempt}` }),
  }
}
