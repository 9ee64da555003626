import { jobs } from "@mapfold/core/jobs/jobs"
import { prepareRun } from "@mapfold/core/prepare/prepare"
import { checkFolders, type FolderOptions, locateFolders } from "../folders.ts"
import { makeRunId } from "./run-id.ts"
import type { Plan } from "./run-job.ts"

/** What the flags of `mapfold run` say beside the job's params. */
export type RunOptions = FolderOptions & {
  readonly only?: readonly string[]
  readonly batchObjects?: number
  readonly batchInputBytes?: number
  readonly concurrency?: number
  readonly tolerateObjects?: number | string
  readonly tolerateRecords?: number | string
}

/** Checks everything that can be checked before a run starts. Throws UsageError and Prepare's own InvalidRunInput. */
export function planRun(job: string, params: Readonly<Record<string, unknown>>, options: RunOptions): Plan {
  const run = makeRunId(job, new Date())
  const request = {
    job,
    ...params,
    tolerate: given({ objects: options.tolerateObjects, records: options.tolerateRecords }),
    settings: given({
      batchObjects: options.batchObjects,
      batchInputBytes: options.batchInputBytes,
      concurrency: options.concurrency,
    }),
    ...given({ only: options.only }),
  }
  const prepared = prepareRun(jobs, { run, request })
  const folders = locateFolders(options)
  checkFolders(folders, options)
  return { run, job: prepared.job, params: prepared.params, request, folders }
}

/** Without what the command line did not say, so that the schemas fill their defaults. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
