import type { State, States } from "@mapfold/core/workflow/asl/states"
import { throwIfAborted } from "./aborted.ts"
import { isoTime } from "./iso-time.ts"
import type { Point } from "./journal.ts"
import { runMap } from "./map.ts"
import { runParallel } from "./parallel.ts"
import { runChoice, runFail, runPass, runSucceed, runWait } from "./simple-states.ts"
import { runTask } from "./task.ts"
import { record, type Step, type Thread, type Visit } from "./thread.ts"

type Line = { readonly StartAt: string; readonly States: States }

/** Runs a thread from the first state to an end. Answers the last output; throws `StateFailed` or `Aborted`. */
export async function runStates(machine: Line, input: unknown, thread: Thread): Promise<unknown> {
  throwIfAborted(thread.signal)
  return runFrom(machine, enter(machine.StartAt, machine.States[machine.StartAt]!, input, thread))
}

/** The same, from a state that had been entered before. */
export async function resumeStates(machine: Line, point: Point, thread: Thread): Promise<unknown> {
  const { state: name, input, enteredTime, enteredEvent } = point
  thread.variables = point.variables
  thread.lastEvent = point.lastEvent
  const state = machine.States[name]!
  thread.ports.observe({ type: "state-entered", name, kind: state.Type })
  return runFrom(machine, {
    ...{ name, state, input, thread },
    ...{ enteredTime, enteredEvent, retries: 0 },
  })
}

async function runFrom(machine: Line, first: Visit): Promise<unknown> {
  for (let visit = first; ; ) {
    visit.thread.openState = visit.state.Type
    const { output, next } = await runState(visit)
    if (next === null) return output
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
  return { name, state, input, thread, enteredTime, enteredEvent, retries: 0 }
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
