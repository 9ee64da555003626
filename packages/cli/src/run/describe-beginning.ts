import type { KeptManifest } from "@mapfold/core/reduce/map-results"
import { readKeptManifest } from "@mapfold/core/reduce/read-children"
import { keptManifestKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { countOf } from "../quantities.ts"
import { makeVisible } from "../visible-text.ts"

/** Keys that a message names. */
const NAMED = 5

/**
 * What a run began with, as Prepare has written it down in the store's bucket "output"; nothing where the run did not come
 * so far.
 */
export async function describeBeginning(store: ObjectStore, as: string): Promise<string[]> {
  const place = { Bucket: "output", Key: keptManifestKey(as) }
  if ((await store.head(place.Bucket, place.Key)) === null) return []
  const { kind, run, again, gone } = await readKeptManifest(store, place)
  if (kind === "reduces") return [`${as} reduces ${run} again`]
  const repairs = `${as} repairs ${run}: ${countOf(again, "object")} to process again`
  return gone.count === 0 ? [repairs] : [repairs, makeVisible(describeGone(gone))]
}

function describeGone({ count, examples }: KeptManifest["gone"]): string {
  const named = examples.slice(0, NAMED)
  const more = count > named.length ? ` and ${count - named.length} more` : ""
  return `no longer there, and left out: ${named.join(", ")}${more}`
}
