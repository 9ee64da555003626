import type { ObjectSummary } from "@mapfold/core/store/object-store"
import type { PullManifest } from "./pull-manifest.ts"
import type { PullPlace } from "./read-whole.ts"

/** An object of the source that has to be pulled, and what stands in its place. */
export type Wanted = { readonly object: ObjectSummary; readonly there: ObjectSummary | undefined }

export type Compared = {
  readonly wanted: readonly Wanted[]
  /** Of the wanted ones. */
  readonly bytes: number
  readonly listed: number
  /** Objects that are the same there. */
  readonly kept: number
}

export type Comparison = {
  readonly source: PullPlace
  readonly target: PullPlace
  readonly prefixes: readonly string[]
  readonly manifest: PullManifest
  readonly signal: AbortSignal
  /** Told after each page of the source. */
  readonly told: (sofar: Omit<Compared, "wanted">) => void
}

/**
 * What of the source is not in the target, or is another there, by the listings of both. The same is what has the same size, and the
 * source's ETag or the one that the manifest knows for it. Throws the signal's reason where it is aborted.
 */
export async function findWanted(comparison: Comparison): Promise<Compared> {
  const { source, target, prefixes, manifest, signal, told } = comparison
  const present = await listTarget(target, prefixes)
  const wanted: Wanted[] = []
  const sums = { bytes: 0, listed: 0, kept: 0 }
  for await (const page of listAll(source, prefixes)) {
    signal.throwIfAborted()
    for (const object of page) {
      sums.listed++
      const there = present.get(object.key)
      if (isKnown(object, there, manifest)) sums.kept++
      else {
        wanted.push({ object, there })
        sums.bytes += object.size
      }
    }
    told({ ...sums })
  }
  return { wanted, ...sums }
}

export async function listTarget(
  target: PullPlace,
  prefixes: readonly string[],
): Promise<Map<string, ObjectSummary>> {
  const present = new Map<string, ObjectSummary>()
  for await (const page of listAll(target, prefixes))
    for (const object of page) present.set(object.key, object)
  return present
}

export function isKnown(
  object: ObjectSummary,
  there: ObjectSummary | undefined,
  manifest: PullManifest,
): boolean {
  if (there === undefined || there.size !== object.size) return false
  if (there.etag === object.etag) return true
  const pulled = manifest.get(object.key)
  return pulled?.etag === object.etag && pulled.size === object.size && pulled.targetEtag === there.etag
}

async function* listAll({ store, bucket }: PullPlace, prefixes: readonly string[]) {
  for (const prefix of prefixes) yield* store.list(bucket, { prefix })
}
