import { jobs } from "@mapfold/core/jobs/jobs"
import { paramFlags } from "../flags/param-flags.ts"

/** Prints each job and its params. */
export function listJobs(options: { json?: boolean }): void {
  process.stdout.write(options.json === true ? asJson() : asText())
}

function asText(): string {
  return jobs
    .map((job) => {
      const params = paramFlags(job.params).map(
        ({ option }) => `  ${option.flags.padEnd(22)} ${option.description}`,
      )
      return [`${job.name}  ${job.title}`, ...params, ""].join("\n")
    })
    .join("\n")
}

function asJson(): string {
  const listed = jobs.map(({ name, version, title, params }) => ({
    name,
    version,
    title,
    params: paramFlags(params).map(({ param, option }) => ({
      param,
      flag: option.long,
      description: option.description,
      required: option.mandatory,
    })),
  }))
  return `${JSON.stringify(listed)}\n`
}
