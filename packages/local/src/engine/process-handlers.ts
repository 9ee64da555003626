import { jobs } from "@mapfold/core/jobs/jobs"
import { makeProcess } from "@mapfold/functions/process"
import { makeFolderStore } from "../store/folder-store.ts"
import { openCounters } from "../workers/counters.ts"
import type { Handler } from "../workers/handler.ts"

/** What a worker needs to know. */
export type ProcessOptions = {
  /** The folders that are the buckets, by the buckets' names. */
  readonly buckets: Readonly<Record<string, string>>
  readonly counters: SharedArrayBuffer
}

/** The functions that run in workers. */
export function makeHandlers({ buckets, counters }: ProcessOptions): Record<string, Handler> {
  const counted = openCounters(counters)
  const store = makeFolderStore({ buckets })
  const progress = counted.add
  return { process: makeProcess({ jobs, store, clock: Date.now, progress }) }
}
