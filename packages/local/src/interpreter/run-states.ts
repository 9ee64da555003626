import type { State, States } from "@mapfold/core/workflow/asl/states"
import { throwIfAborted } from "./aborted.ts"
import { runMap } from "./map.ts"
import { runParallel } from "./parallel.ts"
import { runChoice, runFail, runPass, runSucceed, runWait } from "./simple-states.ts"
import { runTask } from "./task.ts"
import { record, type Step, type Thread, type Visit } from "./thread.ts"

/** Runs a thread from the first state to an end. Answers the last output; throws `StateFailed` or `Aborted`. */
export async function runStates(
  machine: { readonly StartAt: string; readonly States: States },
  input: unknown,
  thread: Thread,
): Promise<unknown> {
  let name: string | null = machine.StartAt
  let value = input
  while (name !== null) {
    throwIfAborted(thread.signal)
    const step: Step = await runState(enter(name, machine.States[name]!, value, thread))
    value = step.output
    name = step.next
  }
  return value
}

function enter(name: string, state: State, input: unknown, thread: Thread): Visit {
  const enteredTime = new Date(thread.ports.now()).toISOString()
  const enteredEvent = record(thread, `${state.Type}StateEntered`, { name, input })
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
