import type { Job } from "@mapfold/core/job/job"
import { InvalidRunInput } from "@mapfold/core/prepare/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"

/** Reads each reference object once, so that a broken one is told before the first batch; answers their ETags. */
export async function loadReferences(
  store: ObjectStore,
  bucket: string,
  job: Job,
): Promise<Record<string, string>> {
  const references = Object.entries(job.references)
  if (references.length === 0) return {}
  // The readers are loaded only where there is something to read: most jobs start without them.
  const [{ loadReference, ReferenceFailed }, { gunzip }] = await Promise.all([
    import("@mapfold/core/job/load-reference"),
    import("../gunzip.ts"),
  ])
  const etags: Record<string, string> = {}
  for (const [name, reference] of references) {
    try {
      etags[name] = (await loadReference(reference, { store, bucket, gunzip })).etag
    } catch (error) {
      if (!(error instanceof ReferenceFailed)) throw error
      throw new InvalidRunInput(`job "${job.name}" cannot run: ${error.message}`)
    }
  }
  return etags
}
