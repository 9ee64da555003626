import type { Job } from "@mapfold/core/job/job"

/** Mapfold's own jobs or, where a file is named (its absolute path), those of that file alone. Throws `InvalidJobFile`. */
export async function loadJobs(file: string | null): Promise<readonly Job[]> {
  if (file === null) return (await import("@mapfold/core/jobs/jobs")).jobs
  const { readJobFile } = await import("./read-job-file.ts")
  return readJobFile(file)
}
