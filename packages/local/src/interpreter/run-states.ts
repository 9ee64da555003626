import { setImmediate as turn } from "node:timers/promises"
import type { State, States } from "@mapfold/core/workflow/asl/states"
import { throwIfAborted } from "./aborted.ts"
import { isoTime } from "./iso-time.ts"
import type { KeptVisit } from "./kept-lines.ts"
import { runMap } from "./map.ts"
import { runParallel } from "./parallel.ts"
import { runChoice, runFail, runPass, runSucceed, runWait } from "./simple-states.ts"
import { runTask } from "./task.ts"
import { record, type Step, type Thread, type Visit } from "./thread.ts"

/** States that a line may visit without waiting for anything before others have their turn: timers, and whoever stops it. */
const STATES_A_TURN = 100

type Line = { readonly StartAt: string; readonly States: States }

/** Runs a thread from the first state to an end. Answers the last output; throws `StateFailed` or `Aborted`. */
export async function runStates(machine: Line, input: unknown, thread: Thread): Promise<unknown> {
  throwIfAborted(thread.signal)
  return runFrom(machine, enter(machine.StartAt, machine.States[machine.StartAt]!, input, thread))
}

/** The same, from where the line had come before the process was killed. */
export async function resumeStates(machine: Line, kept: KeptVisit, thread: Thread): Promise<unknown> {
  const { name, input, enteredTime, enteredEvent, since, left } = kept
  if (left !== null) {
    if (left.next === null) return left.output
    throwIfAborted(thread.signal)
    return runFrom(machine, enter(left.next, machine.States[left.next]!, left.output, thread))
  }
  const state = machine.States[name]!
  const { variables, lastEvent } = thread
  thread.journal.reach({ state: name, input, variables, enteredTime, enteredEvent, lastEvent })
  thread.openState = state.Type
  if (!hasFailed(state, thread)) await turn()
  throwIfAborted(thread.signal)
  thread.ports.observe({ type: "state-entered", name, kind: state.Type })
  return runFrom(machine, {
    ...{ name, state, input, thread },
    ...{ enteredTime, enteredEvent, retries: 0, since },
  })
}

/** Lines that a failure had ended do nothing any more: whoever has perhaps failed goes on first. */
function hasFailed(state: State, { told }: Thread): boolean {
  const holdsLines = state.Type === "Parallel" || state.Type === "Map"
  return (
    holdsLines || state.Type === "Fail" || told.some(({ type }) => /(Failed|TimedOut|Aborted)$/.test(type))
  )
}

async function runFrom(machine: Line, first: Visit): Promise<unknown> {
  let visit = first
  for (let visited = 1; ; visited++) {
    visit.thread.openState = visit.state.Type
    const { output, next } = await runState(visit)
    if (next === null) return output
    if (visited % STATES_A_TURN === 0) await turn()
    throwIfAborted(visit.thread.signal)
    visit = enter(next, machine.States[next]!, output, visit.thread)
  }
}

function enter(name: string, state: State, input: unknown, thread: Thread): Visit {
  const enteredTime = isoTime(thread.ports.now())
  const enteredEvent = record(thread, `${state.Type}StateEntered`, { name, input })
  const { variables } = thread
  thread.journal.reach({
    ...{ state: name, input, variables },
    ...{ enteredTime, enteredEvent, lastEvent: enteredEvent },
  })
  thread.ports.observe({ type: "state-entered", name, kind: state.Type })
  return { name, state, input, thread, enteredTime, enteredEvent, retries: 0, since: null }
}

function runState(visit: Visit): Promise<Step> {
  const { state } = visit
  switch (state.Type) {
    case "Pass":
      return runPass({ ...visit, state })
    case "Task":
      return runTask({ ...visit, state })
    case "Choice":
      return runChoice({ ...visit, state })
    case "Wait":
      return runWait({ ...visit, state })
    case "Succeed":
      return runSucceed({ ...visit, state })
    case "Fail":
      return runFail({ ...visit, state })
    case "Parallel":
      return runParallel({ ...visit, state })
    case "Map":
      return runMap({ ...visit, state })
  }
}
