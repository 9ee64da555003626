import type { Job } from "@mapfold/core/job/job"
import { InvalidRunInput } from "@mapfold/core/prepare/errors"
import { nameSome, prepareRun } from "@mapfold/core/prepare/prepare"
import { itemsKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { type Item, PrepareInput, type PrepareOutput } from "@mapfold/core/workflow/payloads"

/** Requests at a time: 1,000 keys, the most there are, take 2 s of the 60 s that Prepare has. */
const LOOKUPS = 16

/** The handler of the first state. Throws `InvalidRunInput` where the run's input is at fault. */
export function makePrepare({ jobs, store }: { readonly jobs: readonly Job[]; readonly store: ObjectStore }) {
  return async function prepare(event: unknown): Promise<PrepareOutput> {
    const { run, input, output, request } = PrepareInput.parse(event)
    const { only, again, ...prepared } = prepareRun(jobs, { run, request })
    if (again !== null) throw new InvalidRunInput(`"${again.kind}" is not done in this version`)
    const job = jobs.find(({ name }) => name === prepared.job)!
    const references = await loadReferences(store, input, job)
    if (only !== null)
      await writeItems(store, { bucket: output, key: itemsKey(run) }, await lookUp(store, input, only))
    const stopPercent = prepared.tolerate.objects.percent
    return { ...prepared, references, map: prepared.reader, kept: null, stopPercent }
  }
}

/** Reads each reference object once, so that a broken one is told before the first batch; answers their ETags. */
async function loadReferences(store: ObjectStore, bucket: string, job: Job): Promise<Record<string, string>> {
  const references = Object.entries(job.references)
  if (references.length === 0) return {}
  // The readers are loaded only where there is something to read: most jobs start without them.
  const [{ loadReference, ReferenceFailed }, { gunzip }] = await Promise.all([
    import("@mapfold/core/job/load-reference"),
    import("./gunzip.ts"),
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

async function lookUp(store: ObjectStore, bucket: string, keys: readonly string[]): Promise<Item[]> {
  const items: Item[] = []
  const missing: string[] = []
  const look = async (key: string) => ({ key, found: await store.head(bucket, key) })
  for await (const { key, found } of readAhead(keys, LOOKUPS, look)) {
    if (found === null) missing.push(key)
    else items.push({ Key: key, Size: found.size, Etag: found.etag })
  }
  if (missing.length === 0) return items
  throw new InvalidRunInput(
    `the run's input cannot be used: "only" names what is not in bucket "${bucket}": ${nameSome(missing)}; a key is the whole path in it`,
  )
}

async function writeItems(
  store: ObjectStore,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  items: readonly Item[],
): Promise<void> {
  const lines = items.map((item) => `${JSON.stringify(item)}\n`).join("")
  await store.put(bucket, key, new TextEncoder().encode(lines), { contentType: "application/jsonl" })
}
