import { availableParallelism } from "node:os"
import { PROCESS_SECONDS } from "@mapfold/core/workflow/time-limits"
import type { Executions } from "./engine/executions.ts"
import type { ProcessOptions } from "./engine/process-handlers.ts"
import type { Execution } from "./engine/start-run.ts"
import { WORKFLOW } from "./engine/workflow-name.ts"
import { loadJobs } from "./job-file/load-jobs.ts"
import type { Setup } from "./state/executions.ts"
import type { BucketPlace } from "./store/bucket-place.ts"
import { openStore } from "./store/open-store.ts"
import type { PrintedLine } from "./workers/call.ts"
import { makeCounterMemory } from "./workers/counters.ts"
import { makeFunctionPool } from "./workers/function-pool.ts"

export type { Outcome } from "./engine/outcome.ts"
export type { Progress } from "./engine/progress.ts"
export type { Execution } from "./engine/start-run.ts"

export type EngineOptions = {
  /** The engine's own folder, where the state of runs is kept. */
  readonly home: string
  /** Folders, by their absolute paths, or places in S3. */
  readonly buckets: { readonly input: BucketPlace; readonly output: BucketPlace }
  /** Worker threads; all cores where nothing is said. */
  readonly workers?: number
  /** The module whose jobs can be run (its absolute path); Mapfold's own jobs where nothing is said. */
  readonly jobFile?: string | undefined
  /** A module whose exports are Lambda functions too, for tasks of other machines (its absolute path). */
  readonly functionFile?: string | undefined
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
  /**
   * Processes what a run failed at again, as a run of the name `as`: its input is that run's own, and `repairs`. Throws
   * `NoSuchExecution`, `NotRepairable`, `ExecutionNameTaken`.
   */
  repair(run: string, as: string): Execution
  /** Makes a run's result anew, of what its children have written, as a run of the name `as`. Throws as `repair` does. */
  reduce(run: string, as: string): Execution
  /** What executions that start here are kept with, so that they can go on elsewhere. */
  readonly setup: Setup
  /** Executions of any machine, not of the workflow alone. */
  readonly executions: Executions
  /**
   * Stops what is running or, where it is suspended, leaves it as it is for whoever opens the home next; then ends the
   * workers, and removes what they had only begun to write.
   */
  close(how?: "stop" | "suspend"): Promise<void>
}

/** Opens the engine: its workers start at once and are warm when the first batch comes. Throws `StateUnusable`. */
export async function openEngine({
  home,
  buckets,
  workers = availableParallelism(),
  jobFile,
  functionFile,
  processSeconds = PROCESS_SECONDS,
}: EngineOptions): Promise<Engine> {
  const places = { ...buckets }
  const counters = makeCounterMemory(workers)
  const files = { jobFile: jobFile ?? null, functionFile: functionFile ?? null }
  const options: ProcessOptions = { home, buckets: places, counters, ...files }
  const setup = { buckets: places, ...files, processSeconds }
  const module = new URL("./engine/process-handlers.ts", import.meta.url)
  let executions: Executions | undefined
  const onLine = ({ tag, line }: PrintedLine) => executions?.keepLine(tag, line)
  const pool = makeFunctionPool({ module, options, size: workers, onLine })
  // The interpreter and the state are loaded while the workers load their handlers.
  const open = async (): Promise<Executions> => {
    const { openExecutions } = await import("./engine/executions.ts")
    const store = await openStore({ buckets: places, home })
    const jobs = () => loadJobs(files.jobFile)
    const shared = { store, pool, workers, counters, loadJobs: jobs, processSeconds }
    return openExecutions({ home, setup, ...shared, hasOthers: files.functionFile !== null })
  }
  const opened = await open().catch(async (error: unknown) => {
    await pool.close()
    throw error
  })
  executions = opened
  return {
    start: ({ run, request }) => opened.startRun(run, request),
    resume: (run) => opened.resume(WORKFLOW, run),
    redrive: (run) => opened.redrive(WORKFLOW, run),
    repair: (run, as) => opened.runAgain(run, "repairs", as),
    reduce: (run, as) => opened.runAgain(run, "reduces", as),
    setup,
    executions: opened,
    async close(how = "stop") {
      await opened.end(how)
      await pool.close()
      opened.close()
    },
  }
}
