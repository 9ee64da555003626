import { join } from "node:path"
import type { Again } from "@mapfold/core/prepare/prepare"
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
import { inputOfAgain, readLinks } from "./again.ts"
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

export type Executions = {
  /** Starts an execution under a name that no other of its machine has. Throws `ExecutionNameTaken`. */
  start(start: NewStart): Execution
  /** Starts the workflow. */
  startRun(run: string, request: unknown): Execution
  /** Goes on with an execution whose process was killed. Throws `NoSuchExecution`, `ExecutionNotTaken`. */
  resume(machine: string, name: string): Execution
  /** Goes on with an execution that ended badly, where it did. Throws `NoSuchExecution`, `NotRedrivable`. */
  redrive(machine: string, name: string): Execution
  /** Starts a run of the name `as` that begins with what another one did. Throws `NoSuchExecution`, `NotRepairable`. */
  runAgain(run: string, kind: Again["kind"], as: string): Execution
  /** Keeps what a function has printed. */
  keepLine(tag: LogTag, line: LogLine): void
  readonly state: State
  /** Stops those at once that somebody has asked to stop in the state: other processes' wishes are seen a moment later. */
  lookForStops(): void
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
      ...{ machine, name, started: Date.now(), owner: owner.id, setup },
      repairs: machine === WORKFLOW ? readLinks(input).repairs : null,
      ...{ definition: start.definition, input },
    })
    return follow(findExecution(state, machine, name)!)
  }
  const sweep = (name: string): void => {
    // what was only begun is a file of a folder: S3 shows whole objects alone
    if (typeof output === "string") sweepUnfinished(join(output, runPrefix(name)))
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

  const startRun = (name: string, request: unknown): Execution =>
    start({ machine: WORKFLOW, name, input: JSON.stringify(request), definition: workflowDefinition() })

  return {
    state,
    start,
    resume,
    keepLine,
    startRun,
    redrive(machine, name) {
      redrive(state, find(machine, name), Date.now())
      return resume(machine, name)
    },
    runAgain: (name, kind, as) => startRun(as, inputOfAgain(find(WORKFLOW, name), kind)),
    lookForStops() {
      for (const execution of running.values()) execution.lookForStop()
    },
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
