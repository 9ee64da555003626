import { isDeepStrictEqual } from "node:util"
import { show } from "@mapfold/core/prepare/describe-issues"
import type { Again } from "@mapfold/core/prepare/prepare"
import type { BatchInput, ChildInput } from "@mapfold/core/workflow/payloads"
import { refusal } from "./find-prior-run.ts"

/** What the new run is, and whatever it keeps must be of. */
export type Fitting = Pick<BatchInput, "job" | "jobVersion" | "params" | "references" | "input"> & {
  /** The keys that a run of chosen objects is for. */
  readonly only: ReadonlySet<string> | null
}

/**
 * Throws `InvalidRunInput` where a child of the run that is begun with is not of the same job, version, params, references
 * and input bucket: its tally would be part of another answer.
 */
export function checkFit(again: Again, { BatchInput, Items }: ChildInput, fitting: Fitting): void {
  const { job, jobVersion, params, references, input, only } = fitting
  if (BatchInput.job !== job)
    throw refusal(again, `it is of job "${BatchInput.job}", and this input is for job "${job}"`)
  if (BatchInput.jobVersion !== jobVersion)
    throw refusal(
      again,
      `it was made by version ${BatchInput.jobVersion} of job "${job}", and this code has version ${jobVersion}; start the run again instead`,
    )
  if (!isSame(BatchInput.params, params))
    throw refusal(
      again,
      `its params are ${show(BatchInput.params)}, and this input has ${show(params)}; give that run's own`,
    )
  if (BatchInput.input !== input)
    throw refusal(again, `it read bucket "${BatchInput.input}", and this run reads bucket "${input}"`)
  const changed = Object.keys(references).filter((name) => BatchInput.references[name] !== references[name])
  if (changed.length > 0 || !isSame(BatchInput.references, references))
    throw refusal(
      again,
      `what it looked things up in has changed since (${changed.map(show).join(", ")}); start the run again instead`,
    )
  const stranger = only === null ? undefined : Items.find(({ Key }) => !only.has(Key))
  if (stranger !== undefined)
    throw refusal(again, `it was for ${show(stranger.Key)} too, which this input's "only" does not name`)
}

/** As JSON has them: the order of fields counts for nothing. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)))
}
