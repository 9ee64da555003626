import { definition } from "@mapfold/core/workflow/definition"
import { FUNCTIONS } from "./functions.ts"

/** What a bucket is called here. */
export const BUCKETS = { input: "input", output: "output" } as const

/** The workflow of this machine, as JSON. */
export function workflowDefinition(): string {
  return JSON.stringify(definition({ functions: FUNCTIONS, buckets: BUCKETS }))
}
