import { makeProcess } from "@mapfold/functions/process"
import { loadJobs } from "../job-file/load-jobs.ts"
import { makeFolderStore } from "../store/folder-store.ts"
import { openCounters } from "../workers/counters.ts"
import type { Handler } from "../workers/handler.ts"

/** What a worker needs to know. */
export type ProcessOptions = {
  /** The folders that are the buckets, by the buckets' names. */
  readonly buckets: Readonly<Record<string, string>>
  readonly counters: SharedArrayBuffer
  /** The module that the jobs come from (its path), or null for Mapfold's own. */
  readonly jobFile: string | null
}

/** The functions that run in workers. */
export async function makeHandlers({
  buckets,
  counters,
  jobFile,
}: ProcessOptions): Promise<Record<string, Handler>> {
  const jobs = await loadJobs(jobFile)
  const counted = openCounters(counters)
  const store = makeFolderStore({ buckets })
  const progress = counted.add
  return { process: makeProcess({ jobs, store, clock: Date.now, progress }) }
}
