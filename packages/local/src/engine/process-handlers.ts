import { makeProcess } from "@mapfold/functions/process"
import { loadJobs } from "../job-file/load-jobs.ts"
import { printLines } from "../state/handler-line.ts"
import type { BucketPlace } from "../store/bucket-place.ts"
import { openStore } from "../store/open-store.ts"
import { openCounters } from "../workers/counters.ts"
import type { Handler } from "../workers/handler.ts"

/** What a worker needs to know. */
export type ProcessOptions = {
  /** Where the buckets are, by their names. */
  readonly buckets: Readonly<Record<string, BucketPlace>>
  readonly counters: SharedArrayBuffer
  /** The module that the jobs come from (its path), or null for Mapfold's own. */
  readonly jobFile: string | null
  /** The module whose exports are functions too (its path), or null. */
  readonly functionFile: string | null
  /** The engine's own folder: what it knows of objects, and its own buckets. */
  readonly home: string
}

/** The functions that run in workers. */
export async function makeHandlers({
  buckets,
  counters,
  jobFile,
  functionFile,
  home,
}: ProcessOptions): Promise<Record<string, Handler>> {
  const jobs = await loadJobs(jobFile)
  const counted = openCounters(counters)
  const store = await openStore({ buckets, home })
  const progress = counted.add
  const functions = functionFile === null ? {} : await loadOthers(functionFile)
  return { ...functions, process: makeProcess({ jobs, store, clock: Date.now, progress, log: printLines }) }
}

async function loadOthers(file: string): Promise<Record<string, Handler>> {
  const { loadFunctions } = await import("./load-functions.ts")
  return loadFunctions(file)
}
