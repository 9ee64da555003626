import { join } from "node:path"
import { runPrefix } from "@mapfold/core/run/layout"
import { ExecutionNotTaken, NoSuchExecution } from "../errors.ts"
import {
  findExecution,
  insertExecution,
  type KeptExecution,
  type Setup,
  takeExecution,
} from "../state/executions.ts"
import { type LogLine, type LogTag, makeLogKeeper } from "../state/logs.ts"
import { claimOwner, forgetOwner, isOwnerAlive } from "../state/owner.ts"
import { redrive } from "../state/redrive.ts"
import { openState, type State } from "../state/state.ts"
import { sweepUnfinished } from "../store/sweep.ts"
import { reduceAgain } from "./reduce-again.ts"
import { prepareRepair, type Repair } from "./repair-run.ts"
import { type Execution, makeRunner, type Shared } from "./start-run.ts"
import { workflowDefinition } from "./workflow.ts"
import { WORKFLOW } from "./workflow-name.ts"

export type NewStart = {
  readonly machine: string
  /** JSON, as are the definition and the input: both are kept as they are given. */
  readonly definition: string
  readonly name: string
  readonly input: string
}

export type Repaired = Repair & { readonly execution: Execution }

export type Executions = {
  /** Starts an execution under a name that no other of its machine has. Throws `ExecutionNameTaken`. */
  start(start: NewStart): Execution
  /** Starts the workflow. */
  startRun(run: string, request: unknown): Execution
  /** Goes on with an execution whose process was killed. Throws `NoSuchExecution`, `ExecutionNotTaken`. */
  resume(machine: string, name: string): Execution
  /** Goes on with an execution that ended badly, where it did. Throws `NoSuchExecution`, `NotRedrivable`. */
  redrive(machine: string, name: string): Execution
  /** Runs what a run did badly again, as a run of the name `as`. Throws `NoSuchExecution`, `NotRepairable`. */
  repair(run: string, as: string): Promise<Repaired>
  /** Makes the result of a run that ended anew, of what its children have written. Throws `NoSuchExecution`, `NotRepairable`. */
  reduce(run: string): Execution
  /** Keeps what a function has printed. */
  keepLine(tag: LogTag, line: LogLine): void
  readonly state: State
  /** Stops what runs or, where they are to be gone on with later, leaves executions as they are. */
  end(how: "stop" | "suspend"): Promise<void>
  close(): void
}

export type ExecutionsOptions = Omit<Shared, "state"> & { readonly home: string; readonly setup: Setup }

/** The executions of a home that this process runs. */
export function openExecutions({ home, setup, ...shared }: ExecutionsOptions): Executions {
  const state = openState(home)
  const owner = claimOwner(home)
  const run = makeRunner({ ...shared, state })
  const running = new Map<number, Execution>()
  const aborted: string[] = []
  const { output } = setup.buckets

  const follow = (kept: KeptExecution): Execution => {
    const execution = run(kept)
    running.set(kept.id, execution)
    void execution.done.then(({ status }) => {
      running.delete(kept.id)
      if (status === "ABORTED") aborted.push(kept.name)
    })
    return execution
  }
  const start = ({ machine, name, input, ...start }: NewStart): Execution => {
    insertExecution(state, {
      ...{ machine, name, started: Date.now(), owner: owner.id, repairs: null, setup },
      ...{ definition: start.definition, input },
    })
    return follow(findExecution(state, machine, name)!)
  }
  const sweep = (name: string): void => {
    if (output !== undefined) sweepUnfinished(join(output, runPrefix(name)))
  }

  const keepLine = makeLogKeeper(state)
  const find = (machine: string, name: string): KeptExecution => {
    const kept = findExecution(state, machine, name)
    if (kept === null) throw new NoSuchExecution(machine, name)
    return kept
  }
  const resume = (machine: string, name: string): Execution => {
    const kept = find(machine, name)
    if (kept.status !== "RUNNING") throw new ExecutionNotTaken(name, `it has ended: ${kept.status}`)
    if (running.has(kept.id)) throw new ExecutionNotTaken(name, "it is running")
    if (kept.owner !== null && kept.owner !== owner.id && isOwnerAlive(home, kept.owner))
      throw new ExecutionNotTaken(name, "another process runs it")
    if (!takeExecution(state, kept, owner.id))
      throw new ExecutionNotTaken(name, "another process has just taken it")
    if (kept.owner !== null && kept.owner !== owner.id) forgetOwner(home, kept.owner)
    sweep(name)
    return follow(kept)
  }

  return {
    state,
    start,
    resume,
    keepLine,
    startRun: (name, request) =>
      start({
        ...{ machine: WORKFLOW, name, input: JSON.stringify(request) },
        definition: workflowDefinition(),
      }),
    redrive(machine, name) {
      redrive(state, find(machine, name), Date.now())
      return resume(machine, name)
    },
    async repair(name, as) {
      const kept = find(WORKFLOW, name)
      const { store } = shared
      const repair = await prepareRepair({ state, store, kept, name: as, owner: owner.id, now: Date.now() })
      return { ...repair, execution: resume(WORKFLOW, as) }
    },
    reduce: (name) => reduceAgain({ state, kept: find(WORKFLOW, name), functions: shared }),
    async end(how) {
      if (how === "suspend") state.freeze()
      await Promise.all([...running.values()].map((execution) => execution.stop()))
    },
    close() {
      // workers were ended wherever they were, perhaps in the middle of a put
      for (const name of aborted) sweep(name)
      state.close()
      owner.release()
    },
  }
}
