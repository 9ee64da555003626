import { resolve } from "node:path"
import type { Job } from "@mapfold/core/job/job"
import { loadJobs } from "@mapfold/local/job-file/load-jobs"
import { paramFlags } from "../flags/param-flags.ts"

/** Prints each job and its params. */
export async function listJobs(options: { json?: boolean; jobs?: string }): Promise<void> {
  const jobs = await loadJobs(options.jobs === undefined ? null : resolve(options.jobs))
  process.stdout.write(options.json === true ? asJson(jobs) : asText(jobs))
}

function asText(jobs: readonly Job[]): string {
  return jobs
    .map((job) => {
      const params = paramFlags(job.params).map(
        ({ option }) => `  ${option.flags.padEnd(22)} ${option.description}`,
      )
      return [`${job.name}  ${job.title}`, ...params, ""].join("\n")
    })
    .join("\n")
}

function asJson(jobs: readonly Job[]): string {
  const listed = jobs.map(({ name, version, title, params }) => ({
    name,
    version,
    title,
    params: paramFlags(params).map(({ param, option, required }) => ({
      param,
      flag: option.long,
      description: option.description,
      required,
    })),
  }))
  return `${JSON.stringify(listed)}\n`
}
