import type { BatchFile } from "@mapfold/core/batch/batch-file"
import type { ChildInput, ChildOutput } from "@mapfold/core/workflow/payloads"
import type { makeMemoryStore } from "./memory-store.fixture.ts"

/** What a map run leaves behind in the output bucket "out", as ResultWriter and Process write it. */

type Memory = ReturnType<typeof makeMemoryStore>

export const RUN = "run-1"
export const MANIFEST = { Bucket: "out", Key: `runs/${RUN}/map/uuid/manifest.json` }

export type ChildEntry = {
  readonly Name: string
  readonly Status: string
  readonly Input: string
  readonly Output?: string
  readonly Error?: string
  readonly Cause?: string
}

export function inputOf(keys: readonly string[]): string {
  const input: ChildInput = {
    BatchInput: {
      run: RUN,
      job: "visits",
      jobVersion: 2,
      params: {},
      references: {},
      suffix: "",
      input: "in",
      output: "out",
    },
    Items: keys.map((Key) => ({ Key, Size: 1, Etag: '"1"' })),
  }
  return JSON.stringify(input)
}

export function succeeded(Name: string, keys: readonly string[], output: ChildOutput): ChildEntry {
  return { Name, Status: "SUCCEEDED", Input: inputOf(keys), Output: JSON.stringify(output) }
}

/** A batch of `keys.length` good objects of one record each, in the group "a". */
export function batchOf(batch: string, keys: readonly string[], changes: Partial<BatchFile> = {}): BatchFile {
  const rows = keys.length
  return {
    format: 1,
    batch,
    objects: { processed: rows, skipped: 0, failed: 0 },
    records: { rows, kept: rows, filtered: 0, rejected: 0 },
    bytes: rows * 10,
    failures: [],
    rejects: { objects: 0, byRule: {}, examples: [] },
    tally: { format: 1, job: "visits", jobVersion: 2, partitions: [{ id: 0, groups: [[["a"], [rows]]] }] },
    ...changes,
  }
}

export async function writeBatch({ store }: Memory, batch: BatchFile): Promise<void> {
  await putText(store, `runs/${RUN}/batches/${batch.batch}.json`, JSON.stringify(batch))
}

/** Entries by state; `asList` writes them as one JSON array instead of lines. */
export async function writeMapResults(
  { store }: Memory,
  entries: Partial<Record<"SUCCEEDED" | "FAILED" | "PENDING", readonly ChildEntry[]>>,
  asList = false,
): Promise<void> {
  const ResultFiles: Record<string, { Key: string; Size: number }[]> = {
    SUCCEEDED: [],
    FAILED: [],
    PENDING: [],
  }
  for (const [state, of] of Object.entries(entries)) {
    const Key = `runs/${RUN}/map/uuid/${state}_0.${asList ? "json" : "jsonl"}`
    const text = asList ? JSON.stringify(of) : of.map((entry) => `${JSON.stringify(entry)}\n`).join("")
    await putText(store, Key, text)
    ResultFiles[state] = [{ Key, Size: text.length }]
  }
  const manifest = { DestinationBucket: "out", MapRunArn: "arn:aws:states:mapRun", ResultFiles }
  await putText(store, MANIFEST.Key, JSON.stringify(manifest))
}

async function putText(store: Memory["store"], key: string, text: string): Promise<void> {
  await store.put("out", key, new TextEncoder().encode(text))
}
