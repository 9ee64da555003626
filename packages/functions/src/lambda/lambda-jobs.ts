import { belowPrefix } from "@mapfold/core/job/below-prefix"
import type { Job } from "@mapfold/core/job/job"
import { jobs } from "@mapfold/core/jobs/jobs"

/** The jobs there are, for where the deploy says that their files lie. */
export function makeLambdaJobs({ MAPFOLD_INPUT_PREFIX: prefix = "" }: NodeJS.ProcessEnv): readonly Job[] {
  return jobs.map((job) => belowPrefix(job, prefix))
}
