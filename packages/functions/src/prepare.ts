import type { Job } from "@mapfold/core/job/job"
import { InvalidRunInput } from "@mapfold/core/prepare/errors"
import { nameSome, prepareRun } from "@mapfold/core/prepare/prepare"
import { itemsKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { type Item, PrepareInput, type PrepareOutput } from "@mapfold/core/workflow/payloads"
import { loadReferences } from "./prepare/load-references.ts"
import { lookUp } from "./prepare/look-up.ts"

/** The handler of the first state. Throws `InvalidRunInput` where the run's input is at fault. */
export function makePrepare({ jobs, store }: { readonly jobs: readonly Job[]; readonly store: ObjectStore }) {
  return async function prepare(event: unknown): Promise<PrepareOutput> {
    const { run, input, output, request } = PrepareInput.parse(event)
    const { only, again, ...prepared } = prepareRun(jobs, { run, request })
    const job = jobs.find(({ name }) => name === prepared.job)!
    const references = await loadReferences(store, input, job)
    const base = { ...prepared, references }
    const tolerate = prepared.tolerate.objects
    if (again !== null) {
      const { beginAgain } = await import("./prepare/begin-again.ts")
      const fitting = { ...base, input, only: only && new Set(only) }
      return { ...base, ...(await beginAgain(store, { again, run, output, fitting, tolerate })) }
    }
    if (only !== null)
      await writeItems(store, { bucket: output, key: itemsKey(run) }, await lookUpAll(store, input, only))
    return { ...base, map: prepared.reader, kept: null, stopPercent: tolerate.percent }
  }
}

/** Throws `InvalidRunInput` where some are not there. */
async function lookUpAll(store: ObjectStore, bucket: string, keys: readonly string[]): Promise<Item[]> {
  const items: Item[] = []
  const missing: string[] = []
  for await (const { key, item } of lookUp(store, bucket, keys)) {
    if (item === null) missing.push(key)
    else items.push(item)
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
