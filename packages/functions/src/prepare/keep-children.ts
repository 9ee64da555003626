import type { EntryState, KeptManifest } from "@mapfold/core/reduce/map-results"
import type { Child } from "@mapfold/core/reduce/read-children"
import { keptManifestKey, keptPrefix } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { makeLineBuffer } from "./line-buffer.ts"

/** Bytes of a file of kept children: one is held in memory for each state. A child is 4 MB at most, as Reduce reads it. */
const FILE_BYTES = 8 * 1024 * 1024

const JSON_LINES = { contentType: "application/x-ndjson" }

/** Writes children in the form of a map run's own results, so that whoever reads those reads these. */
export type ChildKeeper = {
  add(child: Child): Promise<void>
  /** Writes what is left and, last, the manifest; answers its key. */
  finish(about: Omit<KeptManifest, "ResultFiles">): Promise<string>
}

/** Children that the run keeps from another one, under `runs/<run>/kept/`. */
export function makeChildKeeper(store: ObjectStore, bucket: string, run: string): ChildKeeper {
  const ResultFiles: KeptManifest["ResultFiles"] = { SUCCEEDED: [], FAILED: [], PENDING: [] }
  const buffers = {
    SUCCEEDED: makeLineBuffer(FILE_BYTES),
    FAILED: makeLineBuffer(FILE_BYTES),
    PENDING: makeLineBuffer(FILE_BYTES),
  }

  async function flush(state: EntryState): Promise<void> {
    const bytes = buffers[state].take()
    if (bytes.length === 0) return
    const Key = `${keptPrefix(run)}${state}_${ResultFiles[state].length}.jsonl`
    await store.put(bucket, Key, bytes, JSON_LINES)
    ResultFiles[state].push({ Key, Size: bytes.length })
  }

  return {
    async add(child) {
      const line = toLine(child, run)
      if (buffers[child.state].add(line)) return
      await flush(child.state)
      if (!buffers[child.state].add(line))
        throw new RangeError(`child ${child.entry.Name} has more than ${FILE_BYTES} bytes`)
    },
    async finish(about) {
      for (const state of ["SUCCEEDED", "FAILED", "PENDING"] as const) await flush(state)
      const manifest: KeptManifest = { ...about, ResultFiles }
      const key = keptManifestKey(run)
      const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)
      await store.put(bucket, key, bytes, { contentType: "application/json" })
      return key
    },
  }
}

/** As ResultWriter has it, of the run that keeps it. */
function toLine({ state, entry }: Child, run: string): Record<string, unknown> {
  const { BatchInput, Items } = entry.Input
  const Input = JSON.stringify({ BatchInput: { ...BatchInput, run }, Items })
  if (state === "SUCCEEDED")
    return { Name: entry.Name, Status: state, Input, Output: JSON.stringify(entry.Output) }
  const { Name, Status, Error: error, Cause } = entry
  return { Name, Status, Input, Error: error, Cause }
}
