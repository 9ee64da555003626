import { InvalidRunInput } from "@mapfold/core/prepare/errors"
import type { Again } from "@mapfold/core/prepare/prepare"
import type { KeptManifest } from "@mapfold/core/reduce/map-results"
import { type Place, readKeptManifest } from "@mapfold/core/reduce/read-children"
import { Report } from "@mapfold/core/report/report"
import { itemsKey, keptManifestKey, mapPrefix, reportKey, runPrefix } from "@mapfold/core/run/layout"
import { ObjectNotFound, objectUri } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readObject } from "@mapfold/core/store/read-object"
import type { Reader } from "@mapfold/core/workflow/payloads"

/** A run that another one begins with, as its objects in the output bucket tell it. */
export type PriorRun = {
  readonly run: string
  /** What it is for as a whole. */
  readonly reader: Reader
  /** When the run that listed its objects started; null where nothing tells any more. */
  readonly asOf: string | null
  /** Where its own children are told of: those that it had kept from another run, and those of its map. */
  readonly kept: KeptManifest | null
  readonly manifest: Place | null
}

/**
 * Finds what the children of a run came to. Only a run whose Reduce has read its children can be begun with: before that not
 * all that was listed need have become a child. Throws `InvalidRunInput`, also where it is plain that nothing is to be repaired.
 */
export async function findPriorRun(store: ObjectStore, bucket: string, again: Again): Promise<PriorRun> {
  const { kind, run } = again
  await checkReduced(store, bucket, again)
  const [kept, manifest, wasChosen] = await Promise.all([
    findKept(store, bucket, run),
    findMapManifest(store, bucket, run),
    store.head(bucket, itemsKey(run)),
  ])
  const hadMap = kept === null || (kept.kind === "repairs" && kept.again > kept.gone.count)
  if (hadMap && manifest === null)
    throw refusal(
      again,
      `what its map came to is no longer under ${objectUri(bucket, mapPrefix(run))}/; start it again instead`,
    )
  const report = await readReport(store, bucket, run)
  if (kind === "repairs" && report !== null && isFaultless(report)) throw nothingToRepair(again)
  const reader = kept?.reader ?? (wasChosen === null ? "listed" : "items")
  return { run, reader, asOf: kept?.asOf ?? report?.startedAt ?? null, kept, manifest }
}

/** Why a run cannot be begun with. */
export function refusal({ kind, run }: Again, why: string): InvalidRunInput {
  return new InvalidRunInput(
    `run "${run}" cannot be ${kind === "repairs" ? "repaired" : "reduced again"}: ${why}`,
  )
}

export function nothingToRepair(again: Again): InvalidRunInput {
  return refusal(again, "it has no failed objects and no rejects: there is nothing to repair")
}

/** Reduce writes the report in any case, and then the result: one of them may have been removed since. */
async function checkReduced(store: ObjectStore, bucket: string, again: Again): Promise<void> {
  const { run } = again
  for (const key of [reportKey(run), `${runPrefix(run)}result.json`])
    if ((await store.head(bucket, key)) !== null) return
  const where = objectUri(bucket, runPrefix(run))
  for await (const page of store.list(bucket, { prefix: runPrefix(run) })) {
    if (page.length === 0) continue
    throw refusal(
      again,
      `there is no report under ${where}: it is still running, or it ended before its objects were all processed; wait for its end, or redrive it`,
    )
  }
  throw refusal(again, `there is nothing under ${where}: check the run's name`)
}

function isFaultless({ error, objects, records }: Report): boolean {
  return error === null && objects.failed === 0 && records.rejected === 0
}

/** Null where there is none that can be read: then the children say what is to be done. */
async function readReport(store: ObjectStore, bucket: string, run: string): Promise<Report | null> {
  try {
    const { bytes } = await readObject(store, bucket, reportKey(run))
    return Report.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null
  } catch (error) {
    if (error instanceof ObjectNotFound || error instanceof SyntaxError) return null
    throw error
  }
}

async function findKept(store: ObjectStore, Bucket: string, run: string): Promise<KeptManifest | null> {
  try {
    return await readKeptManifest(store, { Bucket, Key: keptManifestKey(run) })
  } catch (error) {
    if (error instanceof ObjectNotFound) return null
    throw error
  }
}

/** Of several, which a redrive leaves behind where it starts the map anew, the last: no other follows the one that succeeded. */
async function findMapManifest(store: ObjectStore, Bucket: string, run: string): Promise<Place | null> {
  let last: { readonly key: string; readonly lastModified: number } | null = null
  for await (const page of store.list(Bucket, { prefix: `${mapPrefix(run)}/` }))
    for (const object of page)
      if (object.key.endsWith("/manifest.json") && object.lastModified >= (last?.lastModified ?? 0))
        last = object
  return last && { Bucket, Key: last.key }
}
