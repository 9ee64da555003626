import type { Job } from "./job.ts"

/** The job for a bucket in which all of its keys lie below a prefix: `noaa/gsod/2025/…` where the job says `2025/…`. */
export function belowPrefix(job: Job, prefix: string): Job {
  if (prefix === "") return job
  const references = Object.entries(job.references).map(([name, reference]) => [
    name,
    { ...reference, key: `${prefix}${reference.key}` },
  ])
  return {
    ...job,
    references: Object.fromEntries(references),
    input(params) {
      const selection = job.input(params)
      return { ...selection, prefix: `${prefix}${selection.prefix}` }
    },
  }
}
