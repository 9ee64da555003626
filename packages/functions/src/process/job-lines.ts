import type { Job } from "@mapfold/core/job/job"
import { loadReference } from "@mapfold/core/job/load-reference"
import { makeProcessor, type Processor } from "@mapfold/core/process/processor"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { BatchInput } from "@mapfold/core/workflow/payloads"
import { gunzip } from "../gunzip.ts"

/** The version of the job that a run began with is not the one that is deployed. */
export class JobVersionMismatch extends Error {
  override readonly name = "JobVersionMismatch"
}

/** What a job's batches share in a worker: memory for reading, and the reference objects. */
export type JobLine = {
  readonly processor: Processor
  /** Read at the first batch of a run; the next run's, with other ETags, take their place. */
  references(batch: BatchInput): Promise<Built>
}
type Built = Readonly<Record<string, unknown>>

/** The line of a batch's job, made when the first batch comes. Throws `JobVersionMismatch`. */
export function makeJobLines(jobs: readonly Job[], store: ObjectStore): (batch: BatchInput) => JobLine {
  const lines = new Map<string, JobLine>()
  return ({ job: name, jobVersion }) => {
    const held = lines.get(name)
    if (held !== undefined) return held
    const job = jobs.find((candidate) => candidate.name === name)
    if (job === undefined || job.version !== jobVersion) {
      const here = job === undefined ? "none of that name" : `version ${job.version}`
      throw new JobVersionMismatch(
        `the run began with job ${name} version ${jobVersion}, and this processor has ${here}: start the run again`,
      )
    }
    const line = { processor: makeProcessor(job, gunzip), references: rememberReferences(job, store) }
    lines.set(name, line)
    return line
  }
}

function rememberReferences(job: Job, store: ObjectStore): JobLine["references"] {
  let held: { readonly name: string; readonly built: Promise<Built> } | undefined
  return ({ input, references }) => {
    const name = JSON.stringify([input, references])
    if (held?.name !== name) {
      held = { name, built: buildReferences(job, store, input, references) }
      // Should it fail, the next batch tries again.
      held.built.catch(() => {
        held = undefined
      })
    }
    return held.built
  }
}

async function buildReferences(
  job: Job,
  store: ObjectStore,
  bucket: string,
  etags: BatchInput["references"],
): Promise<Built> {
  const built: Record<string, unknown> = {}
  for (const [name, reference] of Object.entries(job.references)) {
    const etag = etags[name]
    const source = { store, bucket, gunzip, ...(etag !== undefined && { etag }) }
    built[name] = (await loadReference(reference, source)).built
  }
  return built
}
