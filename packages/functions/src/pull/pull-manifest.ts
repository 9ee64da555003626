import { ObjectNotFound } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readObject } from "@mapfold/core/store/read-object"
import * as z from "zod"

/** An object that was pulled: its size and ETag at the source, and the ETag that it got here. */
const Pulled = z.strictObject({
  key: z.string(),
  size: z.int().min(0),
  etag: z.string(),
  targetEtag: z.string(),
})
export type Pulled = z.infer<typeof Pulled>

/** What was pulled from one source, as JSON Lines beside the objects. */
export type PullManifest = {
  get(key: string): Pulled | undefined
  add(pulled: Pulled): void
  /** Writes it where something was added; a manifest that is lost costs a second look at the objects, and no object. */
  write(): Promise<void>
}

/** Half a million objects of some 150 bytes. */
const MAX_BYTES = 256 * 1024 * 1024

/** A key that no job looks for: those of all archives begin with a year. */
export function manifestKey(source: string): string {
  return `.mapfold/pulled-${source.replaceAll(/[^a-z0-9.-]/gi, "-")}.jsonl`
}

/** Opens the manifest of what was pulled from `source` into a bucket. Lines that cannot be read are as good as absent. */
export async function openPullManifest(
  store: ObjectStore,
  bucket: string,
  source: string,
): Promise<PullManifest> {
  const key = manifestKey(source)
  const entries = new Map<string, Pulled>()
  for (const pulled of await readEntries(store, bucket, key)) entries.set(pulled.key, pulled)
  let isWritten = true
  return {
    get: (name) => entries.get(name),
    add(pulled) {
      entries.set(pulled.key, pulled)
      isWritten = false
    },
    async write() {
      if (isWritten) return
      isWritten = true
      const text = [...entries.values()].map((pulled) => `${JSON.stringify(pulled)}\n`).join("")
      await store.put(bucket, key, new TextEncoder().encode(text), { contentType: "application/x-ndjson" })
    },
  }
}

async function readEntries(store: ObjectStore, bucket: string, key: string): Promise<Pulled[]> {
  try {
    const { bytes } = await readObject(store, bucket, key, MAX_BYTES)
    return new TextDecoder().decode(bytes).split("\n").flatMap(parseLine)
  } catch (error) {
    if (error instanceof ObjectNotFound) return []
    throw error
  }
}

function parseLine(line: string): Pulled[] {
  try {
    const parsed = Pulled.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}
