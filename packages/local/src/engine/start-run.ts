import { randomUUID } from "node:crypto"
import { parseMachine } from "@mapfold/core/workflow/asl/machine"
import { ENDED } from "../interpreter/aborted.ts"
import { type ExecutionOutcome, runExecution, StopReason } from "../interpreter/execution.ts"
import type { Ports } from "../interpreter/ports.ts"
import { sleep } from "../interpreter/sleep.ts"
import { endExecution, type KeptExecution, readStopAsked } from "../state/executions.ts"
import { openJournal } from "../state/journal.ts"
import { findMachine } from "../state/machines.ts"
import type { State } from "../state/state.ts"
import { type Functions, makeInvoke, preloadReduce } from "./functions.ts"
import { type Outcome, toOutcome } from "./outcome.ts"
import { makeProgress, type Progress } from "./progress.ts"
import { WORKFLOW } from "./workflow-name.ts"

/** Where the machines of this machine are said to be, in the ARNs of all that they run. */
export const PLACE = { region: "us-east-1", account: "000000000000" } as const

/** Milliseconds between looks at whether another process wants an execution stopped, where it enters no state meanwhile. */
const LOOK_AGAIN = 250

export type Execution = {
  readonly run: string
  progress(): Progress
  /** Ends the run early and waits for its end. A run that is reducing is let finish: it takes moments, and half a result would stay. */
  stop(): Promise<void>
  /** Stops it where somebody has asked for that in the state. */
  lookForStop(): void
  /** Never rejects: what goes wrong is the outcome. */
  readonly done: Promise<Outcome>
}

/** What the executions of an engine share. */
export type Shared = Functions & {
  readonly state: State
  readonly workers: number
  readonly counters: SharedArrayBuffer
}

/** Runs executions that are kept: from their start, or from where they had come to. Throws `InvalidDefinition`. */
export function makeRunner({ state, workers, counters, ...functions }: Shared) {
  const invoke = makeInvoke(functions)
  const world = {
    store: functions.store,
    now: Date.now,
    sleep,
    random: Math.random,
    uuid: randomUUID,
    parallelChildren: workers,
  }
  return function run(kept: KeptExecution): Execution {
    const machine = parseMachine(JSON.parse(kept.definition))
    const controller = new AbortController()
    const progress = makeProgress(machine, counters)
    const makePorts = (child: string | null): Ports => ({
      ...world,
      invoke: (target, payload, { signal }) =>
        invoke(target, payload, { signal, tag: { execution: kept.id, child } }),
      observe: (observation) => {
        // who was told that it stops must not see it go on: not to the reduction, which would be let finish, nor to the end
        if (observation.type === "state-entered" && Object.hasOwn(machine.States, observation.name))
          lookForStop()
        progress.observe(observation)
        // From here on this thread has little to do while the workers read.
        if (observation.type === "reading-ended" && Object.hasOwn(machine.States, "Reduce")) preloadReduce()
      },
      inChild: makePorts,
    })
    const ports = makePorts(null)
    const { id } = kept
    const isWorkflow = kept.machine === WORKFLOW
    const stop = (reason: StopReason | typeof ENDED = ENDED) => {
      if (!isWorkflow || progress.read().phase !== "reducing") controller.abort(reason)
    }
    const lookForStop = () => {
      const asked = readStopAsked(state, id)
      if (asked !== null) stop(StopReason.parse(JSON.parse(asked)))
    }
    const execution = runExecution({
      machine,
      identity: { ...PLACE, name: kept.machine, role: findMachine(state, kept.machine)?.role },
      name: kept.name,
      input: JSON.parse(kept.input),
      ports,
      journal: openJournal(state, kept, ports.now),
      signal: controller.signal,
      startTime: kept.started,
      timeoutFrom: kept.redriven ?? kept.started,
      redrives: kept.redrives,
      redriven: kept.redriven,
    })
    const lookAgain = setInterval(lookForStop, LOOK_AGAIN)
    const done = execution
      .then((outcome) => keepEnd(state, id, outcome))
      .catch((error: Error) => keepBreak(state, id, error))
      .then((outcome) => {
        clearInterval(lookAgain)
        progress.end()
        return toOutcome(outcome, progress.firstFailure())
      })
    return {
      run: kept.name,
      progress: progress.read,
      async stop() {
        stop()
        await done
      },
      lookForStop,
      done,
    }
  }
}

/** What broke the interpreter itself ends the execution too: else it would be said to run for ever. */
function keepBreak(state: State, id: number, error: Error): ExecutionOutcome {
  const outcome: ExecutionOutcome = { status: "FAILED", error: error.name, cause: error.message }
  try {
    return keepEnd(state, id, outcome)
  } catch {
    // nothing can be kept any more: the disk is full, or somebody has taken the file away
    return outcome
  }
}

function keepEnd(state: State, id: number, outcome: ExecutionOutcome): ExecutionOutcome {
  endExecution(state, id, outcome, Date.now())
  state.flush()
  return outcome
}
