import { resolve } from "node:path"
import type { Job } from "@mapfold/core/job/job"
import { prepareRun } from "@mapfold/core/prepare/prepare"
import { makeRunId } from "@mapfold/core/run/run-id"
import { checkBuckets } from "../check-buckets.ts"
import { checkFolders, type FolderOptions, locateFolders } from "../folders.ts"
import type { CommandLine } from "./command-line.ts"
import type { Plan } from "./run-job.ts"

/** What the flags of `mapfold run` say beside the job's params. */
export type RunOptions = FolderOptions & {
  readonly jobs?: string
  readonly only?: readonly string[]
  readonly batchObjects?: number
  readonly batchInputBytes?: number
  readonly concurrency?: number
  readonly tolerateObjects?: number | string
  readonly tolerateRecords?: number | string
  readonly processTimeout?: number
}

export type Asked = {
  readonly job: Job
  readonly params: Readonly<Record<string, unknown>>
  readonly options: RunOptions
  readonly commandLine: CommandLine
}

/** Checks everything that can be checked before a run starts. Throws UsageError and Prepare's own InvalidRunInput. */
export async function planRun({ job, params, options, commandLine }: Asked): Promise<Plan> {
  const run = makeRunId(job.name, new Date())
  const { tolerateObjects, tolerateRecords } = options
  const request = {
    job: job.name,
    ...params,
    tolerate: given({ objects: tolerateObjects, records: tolerateRecords }),
    settings: given({
      batchObjects: options.batchObjects,
      batchInputBytes: options.batchInputBytes,
      concurrency: options.concurrency,
    }),
    ...given({ only: options.only }),
  }
  const prepared = prepareRun([job], { run, request })
  const folders = locateFolders(options)
  checkFolders(folders, options, prepared.prefix)
  await checkBuckets(folders)
  return {
    run,
    job: prepared.job,
    params: prepared.params,
    request,
    folders,
    tolerated: { objects: String(tolerateObjects ?? 0), records: String(tolerateRecords ?? 0) },
    jobFile: options.jobs === undefined ? undefined : resolve(options.jobs),
    processSeconds: options.processTimeout,
    commandLine,
  }
}

/** Without what the command line did not say, so that the schemas fill their defaults. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
