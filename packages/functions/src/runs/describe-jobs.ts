import type { Job } from "@mapfold/core/job/job"
import type { JobView } from "@mapfold/core/status/site-view"
import * as z from "zod"

/** The jobs, with what a form for their params is made from. */
export function describeJobs(jobs: readonly Job[]): readonly JobView[] {
  return jobs.map(({ name, version, title, params }) => ({
    ...{ name, version, title },
    // what a form sends, before the schema's own defaults and transforms; what JSON Schema cannot say is left open
    params: { ...z.toJSONSchema(params, { io: "input", unrepresentable: "any" }) },
  }))
}
