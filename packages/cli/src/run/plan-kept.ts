import { prepareRun } from "@mapfold/core/prepare/prepare"
import { Tolerance } from "@mapfold/core/run/tolerance"
import { loadJobs } from "@mapfold/local/job-file/load-jobs"
import type { KeptExecution } from "@mapfold/local/state/executions"
import { describePlace } from "@mapfold/local/store/bucket-place"
import * as z from "zod"
import { checkBuckets } from "../check-buckets.ts"
import { UsageError } from "../errors.ts"
import { paramWords } from "../flags/param-flags.ts"
import type { CommandLine } from "./command-line.ts"
import type { Tolerated } from "./describe-trouble.ts"
import type { Plan } from "./run-job.ts"

/** What `mapfold run` gives an execution beside the job's params; others may leave out what they like. */
const Request = z.looseObject({
  tolerate: z.object({ objects: Tolerance.default(0), records: Tolerance.default(0) }).prefault({}),
})

/** A run that is kept, as it was planned when it started. Throws UsageError where it is none of a job, or its buckets are not there. */
export async function planKept(home: string, kept: KeptExecution): Promise<Plan> {
  const { buckets, jobFile, processSeconds } = kept.setup
  const { input, output } = buckets
  if (input === undefined || output === undefined) {
    throw new UsageError(`${kept.name} has no input and output buckets: "mapfold serve" goes on with it`)
  }
  await checkBuckets({ input, output })
  const jobs = await loadJobs(jobFile)
  const request: unknown = JSON.parse(kept.input)
  const { job: name, params } = prepareRun(jobs, { run: kept.name, request })
  const job = jobs.find((candidate) => candidate.name === name)!
  const commandLine: CommandLine = [
    ...["run", name, ...paramWords(job.params, params)],
    ...["--input", describePlace(input), "--output", describePlace(output), "--dir", home],
    ...(jobFile === null ? [] : ["--jobs", jobFile]),
  ]
  return {
    run: kept.name,
    job: name,
    params,
    request,
    folders: { home, input, output },
    tolerated: readTolerated(request),
    jobFile: jobFile ?? undefined,
    processSeconds,
    commandLine,
  }
}

/** What an execution's input says of failures and rejects; nothing is tolerated where it cannot be read. */
export function readTolerated(request: unknown): Tolerated {
  const { tolerate } = Request.safeParse(request).data ?? Request.parse({})
  return { objects: String(tolerate.objects), records: String(tolerate.records) }
}
