import { availableParallelism } from "node:os"
import { join } from "node:path"
import { runPrefix } from "@mapfold/core/run/layout"
import { PROCESS_SECONDS } from "@mapfold/core/workflow/time-limits"
import type { ProcessOptions } from "./engine/process-handlers.ts"
import type { Execution } from "./engine/start-run.ts"
import { loadJobs } from "./job-file/load-jobs.ts"
import { makeFolderStore } from "./store/folder-store.ts"
import { sweepUnfinished } from "./store/sweep.ts"
import { makeCounterMemory } from "./workers/counters.ts"
import { makeFunctionPool } from "./workers/function-pool.ts"

export type { Outcome } from "./engine/outcome.ts"
export type { Progress } from "./engine/progress.ts"
export type { Execution } from "./engine/start-run.ts"

export type EngineOptions = {
  /** The engine's own folder, where the state of runs is kept. */
  readonly home: string
  /** The folders that are the buckets. */
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
  /** Starts a run under a name that no other run has. Its progress counts what all runs of the engine do meanwhile. */
  start(options: { readonly run: string; readonly request: unknown }): Execution
  /** Stops what is running, then ends the workers, and removes what they had only begun to write. */
  close(): Promise<void>
}

/** Opens the engine: its workers start at once and are warm when the first batch comes. Throws `InvalidDefinition`. */
export async function openEngine({
  buckets,
  workers = availableParallelism(),
  jobFile,
  processSeconds = PROCESS_SECONDS,
}: EngineOptions): Promise<Engine> {
  const folders = { ...buckets }
  const counters = makeCounterMemory(workers)
  const options: ProcessOptions = { buckets: folders, counters, jobFile: jobFile ?? null }
  const module = new URL("./engine/process-handlers.ts", import.meta.url)
  const pool = makeFunctionPool({ module, options, size: workers })
  // The interpreter is loaded while the workers load their handlers.
  const loadStarter = async () => {
    const { makeStarter } = await import("./engine/start-run.ts")
    const store = makeFolderStore({ buckets: folders })
    const jobs = () => loadJobs(jobFile ?? null)
    return makeStarter({ store, pool, workers, counters, loadJobs: jobs, processSeconds })
  }
  const startRun = await loadStarter().catch(async (error: unknown) => {
    await pool.close()
    throw error
  })
  const running = new Set<Execution>()
  const aborted: string[] = []
  return {
    start({ run, request }) {
      const execution = startRun({ run, request })
      running.add(execution)
      execution.done.then(({ status }) => {
        running.delete(execution)
        if (status === "ABORTED") aborted.push(run)
      })
      return execution
    },
    async close() {
      await Promise.all([...running].map((execution) => execution.stop()))
      await pool.close()
      // Workers were ended wherever they were, perhaps in the middle of a put.
      for (const run of aborted) sweepUnfinished(join(buckets.output, runPrefix(run)))
    },
  }
}
