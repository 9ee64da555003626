import { availableParallelism } from "node:os"
import { PROCESS_SECONDS } from "@mapfold/core/workflow/time-limits"
import type { Executions, Repaired } from "./engine/executions.ts"
import type { ProcessOptions } from "./engine/process-handlers.ts"
import type { Execution } from "./engine/start-run.ts"
import { loadJobs } from "./job-file/load-jobs.ts"
import { makeFolderStore } from "./store/folder-store.ts"
import { makeCounterMemory } from "./workers/counters.ts"
import { makeFunctionPool } from "./workers/function-pool.ts"

export type { Outcome } from "./engine/outcome.ts"
export type { Progress } from "./engine/progress.ts"
export type { Execution } from "./engine/start-run.ts"

export type EngineOptions = {
  /** The engine's own folder, where the state of runs is kept. */
  readonly home: string
  /** The folders that are the buckets: absolute paths. */
  readonly buckets: { readonly input: string; readonly output: string }
  /** Worker threads; all cores where nothing is said. */
  readonly workers?: number
  /** The module whose jobs can be run (its absolute path); Mapfold's own jobs where nothing is said. */
  readonly jobFile?: string | undefined
  /** Seconds that one call of Process may take; what it takes on AWS where nothing is said, which is also the most. */
  readonly processSeconds?: number | undefined
}

/** The workflow on this machine. */
export type Engine = {
  /**
   * Starts a run under a name that no other run of the home has: `ExecutionNameTaken`. Its progress counts what all runs of
   * the engine do meanwhile.
   */
  start(options: { readonly run: string; readonly request: unknown }): Execution
  /** Goes on with a run whose process was killed. Throws `NoSuchExecution`, `ExecutionNotTaken`. */
  resume(run: string): Execution
  /** Goes on with a run that failed or was stopped, as AWS redrives. Throws `NoSuchExecution`, `NotRedrivable`. */
  redrive(run: string): Execution
  /** Processes what a run failed at again, as a run of the name `as`. Throws `NoSuchExecution`, `NotRepairable`. */
  repair(run: string, as: string): Promise<Repaired>
  /** Makes a run's result anew, of what its children have written. Throws `NoSuchExecution`, `NotRepairable`. */
  reduce(run: string): Execution
  /** Stops what is running, then ends the workers, and removes what they had only begun to write. */
  close(): Promise<void>
}

/** Opens the engine: its workers start at once and are warm when the first batch comes. Throws `StateUnusable`. */
export async function openEngine({
  home,
  buckets,
  workers = availableParallelism(),
  jobFile = undefined,
  processSeconds = PROCESS_SECONDS,
}: EngineOptions): Promise<Engine> {
  const folders = { ...buckets }
  const counters = makeCounterMemory(workers)
  const options: ProcessOptions = { buckets: folders, counters, jobFile: jobFile ?? null }
  const module = new URL("./engine/process-handlers.ts", import.meta.url)
  const pool = makeFunctionPool({ module, options, size: workers })
  // The interpreter and the state are loaded while the workers load their handlers.
  const open = async (): Promise<{ executions: Executions; workflow: string }> => {
    const { openExecutions, WORKFLOW } = await import("./engine/executions.ts")
    const store = makeFolderStore({ buckets: folders })
    const jobs = () => loadJobs(jobFile ?? null)
    const setup = { buckets: folders, jobFile: jobFile ?? null, functionFile: null, processSeconds }
    const shared = { store, pool, workers, counters, loadJobs: jobs, processSeconds }
    return { executions: openExecutions({ home, setup, ...shared }), workflow: WORKFLOW }
  }
  const { executions, workflow } = await open().catch(async (error: unknown) => {
    await pool.close()
    throw error
  })
  return {
    start: ({ run, request }) => executions.startRun(run, request),
    resume: (run) => executions.resume(workflow, run),
    redrive: (run) => executions.redrive(workflow, run),
    repair: (run, as) => executions.repair(run, as),
    reduce: (run) => executions.reduce(run),
    async close() {
      await executions.end("stop")
      await pool.close()
      executions.close()
    },
  }
}
