import {
  type Child,
  readChildren,
  readChildrenOf,
  readKeptManifest,
} from "@mapfold/core/reduce/read-children"
import { keptManifestKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { ask } from "../aws/aws-errors.ts"
import type { Execution } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"
import { isMissing } from "../run-files.ts"

/** What ResultWriter leaves of one map run: a manifest and a few files. */
const FILES = 10_000

/**
 * What became of each child of a run that has ended, as its last map run's manifest has it, and of those that it has kept from
 * another run. None where there is no manifest: the run was stopped, or failed before its map ended.
 */
export async function* readEntries(ports: Ports, { run }: Execution): AsyncGenerator<Child> {
  const { files, target } = ports
  const { bucket } = target.output
  const { store } = await ports.placeOf(run)
  const found = await files.list(run, "map/", FILES)
  const manifests = found.filter(({ key }) => key.endsWith("/manifest.json"))
  const last = manifests.sort((left, right) => left.lastModified - right.lastModified).at(-1)
  if (last !== undefined) yield* asked(readChildren(store, { Bucket: bucket, Key: last.key }))
  const kept = await readKept(store, { Bucket: bucket, Key: keptManifestKey(run) })
  if (kept !== null) yield* asked(readChildrenOf(store, bucket, kept))
}

async function readKept(store: ObjectStore, place: Parameters<typeof readKeptManifest>[1]) {
  try {
    return await ask("s3:GetObject", () => readKeptManifest(store, place))
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

async function* asked(children: AsyncGenerator<Child>): AsyncGenerator<Child> {
  for (;;) {
    const { done, value } = await ask("s3:GetObject", () => children.next())
    if (done === true) return
    yield value
  }
}
