import { randomUUID } from "node:crypto"
import { parseMachine } from "@mapfold/core/workflow/asl/machine"
import { definition } from "@mapfold/core/workflow/definition"
import { makeMemoryHistory } from "../history/history.ts"
import { ENDED } from "../interpreter/aborted.ts"
import { runExecution } from "../interpreter/execution.ts"
import { sleep } from "../interpreter/sleep.ts"
import { FUNCTIONS, type Functions, makeInvoke } from "./functions.ts"
import { type Outcome, toOutcome } from "./outcome.ts"
import { makeProgress, type Progress } from "./progress.ts"

/** What a bucket is called here. */
export const BUCKETS = { input: "input", output: "output" } as const

/** The names in the ARNs of runs on this machine. */
const IDENTITY = { region: "us-east-1", account: "000000000000", name: "mapfold" } as const

export type Execution = {
  readonly run: string
  progress(): Progress
  /** Ends the run early and waits for its end. A run that is reducing is let finish: it takes moments, and half a result would stay. */
  stop(): Promise<void>
  /** Never rejects: what goes wrong is the outcome. */
  readonly done: Promise<Outcome>
}

/** What the runs of an engine share. */
export type Shared = Functions & {
  readonly workers: number
  readonly counters: SharedArrayBuffer
}

/** Starts runs of the workflow. Throws `InvalidDefinition`. */
export function makeStarter({ workers, counters, ...functions }: Shared) {
  const { store } = functions
  const machine = parseMachine(definition({ functions: FUNCTIONS, buckets: BUCKETS }))
  const ports = {
    invoke: makeInvoke(functions),
    store,
    now: Date.now,
    sleep,
    random: Math.random,
    uuid: randomUUID,
    parallelChildren: workers,
  }
  return function start({ run, request }: { readonly run: string; readonly request: unknown }): Execution {
    const controller = new AbortController()
    const progress = makeProgress(machine, counters)
    const execution = runExecution({
      machine,
      identity: IDENTITY,
      name: run,
      input: request,
      ports: { ...ports, observe: progress.observe },
      history: makeMemoryHistory(ports.now),
      signal: controller.signal,
    })
    const done = execution.then((outcome) => {
      progress.end()
      return toOutcome(outcome, progress.firstFailure())
    })
    return {
      run,
      progress: progress.read,
      async stop() {
        if (progress.read().phase !== "reducing") controller.abort(ENDED)
        await done
      },
      done,
    }
  }
}
