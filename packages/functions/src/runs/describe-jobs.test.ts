import type { Job } from "@mapfold/core/job/job"
import { jobs } from "@mapfold/core/jobs/jobs"
import { expect, it } from "vitest"
import * as z from "zod"
import { describeJobs } from "./describe-jobs.ts"

it("describes Mapfold's own jobs so that a form can be made", () => {
  const views = describeJobs(jobs)
  expect(views.map(({ name }) => name)).toEqual(jobs.map(({ name }) => name))
  expect(views[0]).toMatchObject({ version: expect.any(Number), title: expect.any(String) })
  expect(views[0]!.params).toMatchObject({ type: "object", properties: { year: { type: "integer" } } })
})

it("leaves open what JSON Schema cannot say, and asks for what the schema takes rather than for what it makes", () => {
  const params = z.strictObject({
    from: z.string().transform((text) => new Date(text)),
    when: z.date(),
    limit: z.int().default(5),
  })
  const job = { ...jobs[0]!, params } as Job
  expect(describeJobs([job])[0]!.params).toMatchObject({
    properties: { from: { type: "string" }, when: {}, limit: { type: "integer", default: 5 } },
    required: ["from", "when"],
  })
})
