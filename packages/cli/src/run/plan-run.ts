import { resolve } from "node:path"
import type { Job } from "@mapfold/core/job/job"
import { prepareRun } from "@mapfold/core/prepare/prepare"
import { makeRunId } from "@mapfold/core/run/run-id"
import { checkBuckets } from "../check-buckets.ts"
import { checkFolders, type FolderOptions, locateFolders } from "../folders.ts"
import type { CommandLine } from "./command-line.ts"
import type { Tolerated } from "./describe-trouble.ts"
import type { Plan } from "./run-job.ts"

/** What the flags of `mapfold run` say of the run itself, wherever it runs, beside the job's params. */
export type RequestOptions = {
  readonly only?: readonly string[]
  readonly batchObjects?: number
  readonly batchInputBytes?: number
  readonly concurrency?: number
  readonly tolerateObjects?: number | string
  readonly tolerateRecords?: number | string
}

/** And of this machine. */
export type RunOptions = FolderOptions &
  RequestOptions & {
    readonly jobs?: string
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
  const request = makeRequest(job.name, params, options)
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
    tolerated: toleratedBy(options),
    jobFile: options.jobs === undefined ? undefined : resolve(options.jobs),
    processSeconds: options.processTimeout,
    commandLine,
  }
}

/** The execution's input that the flags ask for. */
export function makeRequest(
  job: string,
  params: Asked["params"],
  options: RequestOptions,
): Readonly<Record<string, unknown>> {
  const { only, batchObjects, batchInputBytes, concurrency, tolerateObjects, tolerateRecords } = options
  return {
    job,
    ...params,
    tolerate: given({ objects: tolerateObjects, records: tolerateRecords }),
    settings: given({ batchObjects, batchInputBytes, concurrency }),
    ...given({ only }),
  }
}

export function toleratedBy({ tolerateObjects = 0, tolerateRecords = 0 }: RequestOptions): Tolerated {
  return { objects: String(tolerateObjects), records: String(tolerateRecords) }
}

/** Without what the command line did not say, so that the schemas fill their defaults. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
