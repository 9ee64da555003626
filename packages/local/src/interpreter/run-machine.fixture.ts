import type { ObjectStore } from "@mapfold/core/store/object-store"
import { parseMachine } from "@mapfold/core/workflow/asl/machine"
import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { FunctionFailed } from "../errors.ts"
import { lastEventId, readEvents } from "../state/events.ts"
import { findExecution, insertExecution } from "../state/executions.ts"
import { openJournal } from "../state/journal.ts"
import { openState, type State } from "../state/state.ts"
import { runExecution } from "./execution.ts"
import type { Observation, Ports } from "./ports.ts"
import type { Signal } from "./signal.ts"

export type TestFunction = (payload: unknown, options: { signal: Signal }) => unknown

export type TestWorld = {
  functions?: Record<string, TestFunction>
  store?: ObjectStore
  signal?: Signal
  parallelChildren?: number
  /** At most how many milliseconds a sleep really takes: longer ones never end by themselves. */
  patience?: number
  /** A state that outlives the run: what was cut is gone on with. */
  kept?: { readonly state: State; readonly execution: number }
}

/** A place where an execution is kept. */
export function keepExecution(home = ":memory:"): Required<TestWorld>["kept"] {
  const state = openState(home)
  const setup = { buckets: {}, jobFile: null, functionFile: null, processSeconds: 1 }
  const known = findExecution(state, "machine", "run-1")
  if (known !== null) return { state, execution: known.id }
  const given = { machine: "machine", name: "run-1", started: 0, owner: null, repairs: null }
  return { state, execution: insertExecution(state, { ...given, definition: "{}", input: "{}", setup }) }
}

/** Runs a machine in a world where sleeps are noted and end at once, unless they are timeouts that must not fire. */
export async function runMachine(definition: unknown, input: unknown, world: TestWorld = {}) {
  const { state, execution } = world.kept ?? keepExecution()
  const of = { execution, child: "" }
  const { point, redrives, redriven } = findExecution(state, "machine", "run-1")!
  const journal = openJournal(state, { id: execution, point }, Date.now)
  const lastEvent = lastEventId(state, of)
  const sleeps: number[] = []
  const observations: Observation[] = []
  let uuids = lastEvent * 10_000
  const ports: Ports = {
    async invoke(target, payload, options) {
      const known = world.functions?.[target]
      if (known === undefined) throw new FunctionFailed("Lambda.ResourceNotFoundException", `no ${target}`)
      return known(payload, options)
    },
    store: world.store ?? makeMemoryStore().store,
    now: Date.now,
    sleep(milliseconds, signal) {
      sleeps.push(milliseconds)
      return new Promise((resolve) => {
        if (milliseconds <= (world.patience ?? 25_000)) setTimeout(resolve, 1)
        signal.addEventListener("abort", () => resolve(), { once: true })
      })
    },
    random: () => 0.5,
    uuid: () => `uuid-${++uuids}`,
    parallelChildren: world.parallelChildren ?? 4,
    observe: (observation) => void observations.push(observation),
  }
  const outcome = await runExecution({
    machine: parseMachine(definition),
    identity: { region: "eu-west-1", account: "123456789012", name: "machine" },
    name: "run-1",
    input,
    ports,
    ...{ journal, redrives, redriven },
    signal: world.signal ?? new AbortController().signal,
  })
  const events = readEvents(state, of)
  if (world.kept === undefined) state.close()
  return {
    outcome,
    events,
    types: events.map(({ type }) => type),
    sleeps,
    observations,
  }
}

/**
 * An answer that comes after so many turns of the event loop, of a millisecond or more each: what goes on meanwhile has as
 * many, however long the machine lets any of them last.
 */
export async function later<T>(turns: number, answer: T): Promise<T> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve, 1))
  return answer
}

/** A machine of these states, the first of which is where it starts. */
export function machineOf(states: Record<string, unknown>): unknown {
  return { QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states }
}
