import { randomUUID } from "node:crypto"
import { availableParallelism } from "node:os"
import { type Machine, parseMachine } from "@mapfold/core/workflow/asl/machine"
import { definition } from "@mapfold/core/workflow/definition"
import { FUNCTIONS, makeInvoke } from "./engine/functions.ts"
import { type Outcome, toOutcome } from "./engine/outcome.ts"
import type { ProcessOptions } from "./engine/process-handlers.ts"
import { makeProgress, type Progress } from "./engine/progress.ts"
import { makeMemoryHistory } from "./history/history.ts"
import { ENDED } from "./interpreter/aborted.ts"
import { runExecution } from "./interpreter/execution.ts"
import type { Ports } from "./interpreter/ports.ts"
import { sleep } from "./interpreter/sleep.ts"
import { makeFolderStore } from "./store/folder-store.ts"
import { makeCounterMemory } from "./workers/counters.ts"
import { makeFunctionPool } from "./workers/function-pool.ts"

export type { Outcome } from "./engine/outcome.ts"
export type { Progress } from "./engine/progress.ts"

export type EngineOptions = {
  /** The engine's own folder, where the state of runs is kept. */
  readonly home: string
  /** The folders that are the buckets. */
  readonly buckets: { readonly input: string; readonly output: string }
  /** Worker threads; all cores where nothing is said. */
  readonly workers?: number
}

/** The workflow on this machine. */
export type Engine = {
  /** Starts a run under a name that no other run has. Its progress counts what all runs of the engine do meanwhile. */
  start(options: { readonly run: string; readonly request: unknown }): Execution
  /** Stops what is running, then ends the workers. */
  close(): Promise<void>
}

export type Execution = {
  readonly run: string
  progress(): Progress
  /** Ends the run early and waits for its end. A run that is reducing is let finish: it takes moments, and half a result would stay. */
  stop(): Promise<void>
  /** Never rejects: what goes wrong is the outcome. */
  readonly done: Promise<Outcome>
}

/** What a bucket is called here. */
const BUCKETS = { input: "input", output: "output" } as const

/** The names in the ARNs of runs on this machine. */
const IDENTITY = { region: "us-east-1", account: "000000000000", name: "mapfold" } as const

/** Opens the engine: its workers start at once and are warm when the first batch comes. Throws `InvalidDefinition`. */
export async function openEngine({
  buckets,
  workers = availableParallelism(),
}: EngineOptions): Promise<Engine> {
  const folders = { [BUCKETS.input]: buckets.input, [BUCKETS.output]: buckets.output }
  const counters = makeCounterMemory(workers)
  const options: ProcessOptions = { buckets: folders, counters }
  const pool = makeFunctionPool({
    module: new URL("./engine/process-handlers.ts", import.meta.url),
    options,
    size: workers,
  })
  const store = makeFolderStore({ buckets: folders })
  const invoke = makeInvoke(store, pool)
  const machine = parseMachine(definition({ functions: FUNCTIONS, buckets: BUCKETS }))
  const ports = {
    invoke,
    store,
    now: Date.now,
    sleep,
    random: Math.random,
    uuid: randomUUID,
    parallelChildren: workers,
  }
  const running = new Set<Execution>()
  return {
    start({ run, request }) {
      const execution = startRun({ machine, ports, counters, run, request })
      running.add(execution)
      execution.done.then(() => running.delete(execution))
      return execution
    },
    async close() {
      await Promise.all([...running].map((execution) => execution.stop()))
      await pool.close()
    },
  }
}

type Start = {
  readonly machine: Machine
  readonly ports: Omit<Ports, "observe">
  readonly counters: SharedArrayBuffer
  readonly run: string
  readonly request: unknown
}

function startRun({ machine, ports, counters, run, request }: Start): Execution {
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
