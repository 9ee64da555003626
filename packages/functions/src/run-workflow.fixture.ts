import type { Job } from "@mapfold/core/job/job"
import { Report } from "@mapfold/core/report/report"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { ChildInput, Item, PrepareOutput, ReduceOutput } from "@mapfold/core/workflow/payloads"
import type { makeMemoryStore } from "./memory-store.fixture.ts"
import { makePrepare } from "./prepare.ts"
import { makeProcess } from "./process.ts"
import { makeReduce } from "./reduce.ts"

/** The handlers one after the other, over the buckets "in" and "out", as the workflow's states call them. */

type Memory = ReturnType<typeof makeMemoryStore>

export type WorkflowRun = {
  readonly run: string
  readonly request: Readonly<Record<string, unknown>>
  /** Objects of each batch, in turn. */
  readonly sizes?: readonly number[]
  /** The children that do not end, by their places. */
  readonly crashed?: (place: number) => "FAILED" | "PENDING" | null
  /** Where the run ends before Reduce. */
  readonly until?: "prepared" | "mapped"
  /** The store as each handler is given it. */
  readonly storeOf?: (handler: "prepare" | "process" | "reduce") => ObjectStore
}

export type WorkflowEnd = {
  readonly prepared: PrepareOutput
  /** The children's items. */
  readonly mapped: readonly (readonly Item[])[]
  readonly reduced: ReduceOutput | null
}

let started = Date.parse("2026-01-01T00:00:00Z")

/** Runs a job through all states, and throws what its handlers throw. */
export async function runWorkflow(
  memory: Memory,
  jobs: readonly Job[],
  asked: WorkflowRun,
): Promise<WorkflowEnd> {
  const { run, request, sizes = [3], crashed = () => null, until } = asked
  const storeOf = asked.storeOf ?? (() => memory.store)
  started += 1_000
  const startedAt = new Date(started).toISOString()
  const prepared = await makePrepare({ jobs, store: storeOf("prepare") })({
    run,
    input: "in",
    output: "out",
    request,
  })
  if (until === "prepared") return { prepared, mapped: [], reduced: null }
  const { job, jobVersion, params, suffix, references, reader, tolerate, kept } = prepared
  const BatchInput = { run, job, jobVersion, params, suffix, references, input: "in", output: "out" }
  const process = makeProcess({ jobs, store: storeOf("process"), clock: () => 0 })
  const mapped = cut(await itemsOf(memory, prepared), sizes)
  const entries = { SUCCEEDED: [] as object[], FAILED: [] as object[], PENDING: [] as object[] }
  for (const [place, Items] of mapped.entries()) {
    const input: ChildInput = { BatchInput, Items: [...Items] }
    const entry = { Name: `${run}-${place}`, Input: JSON.stringify(input) }
    const end = crashed(place)
    if (end !== null) {
      entries[end].push({
        ...entry,
        Status: end,
        ...(end === "FAILED" ? { Error: "Crash", Cause: "it broke" } : {}),
      })
      continue
    }
    const { batch } = await process(
      { ...input, next: 0, last: true },
      { getRemainingTimeInMillis: () => 120_000 },
    )
    entries.SUCCEEDED.push({
      ...entry,
      Status: "SUCCEEDED",
      Output: JSON.stringify({ batches: [batch], failed: [] }),
    })
  }
  const manifest = prepared.map === "none" ? null : await writeResults(memory, run, entries)
  if (until === "mapped") return { prepared, mapped, reduced: null }
  const reduce = makeReduce({ jobs, store: storeOf("reduce"), clock: () => Date.parse(startedAt) + 1 })
  const input = { run, startedAt, job, jobVersion, params, reader, tolerate, kept, manifest }
  return { prepared, mapped, reduced: await reduce({ ...input, input: "in", output: "out" }) }
}

export function reportOf(memory: Memory, run: string): Report {
  return Report.parse(JSON.parse(memory.text("out", `runs/${run}/report.json`)))
}

async function itemsOf(memory: Memory, { run, map, prefix }: PrepareOutput): Promise<Item[]> {
  if (map === "none") return []
  if (map === "items") {
    const lines = memory.text("out", `runs/${run}/items.jsonl`).trimEnd().split("\n")
    return lines.map((line) => JSON.parse(line) as Item)
  }
  const items: Item[] = []
  for await (const page of memory.store.list("in", { prefix }))
    for (const { key, size, etag } of page) items.push({ Key: key, Size: size, Etag: etag })
  return items
}

async function writeResults(
  { store }: Memory,
  run: string,
  entries: Readonly<Record<string, readonly object[]>>,
): Promise<{ Bucket: string; Key: string }> {
  const put = (key: string, text: string) => store.put("out", key, new TextEncoder().encode(text))
  const ResultFiles: Record<string, object[]> = {}
  for (const [state, of] of Object.entries(entries)) {
    const Key = `runs/${run}/map/uuid/${state}_0.jsonl`
    const text = of.map((entry) => `${JSON.stringify(entry)}\n`).join("")
    if (of.length > 0) await put(Key, text)
    ResultFiles[state] = of.length > 0 ? [{ Key, Size: text.length }] : []
  }
  const Key = `runs/${run}/map/uuid/manifest.json`
  await put(Key, JSON.stringify({ DestinationBucket: "out", MapRunArn: "arn", ResultFiles }))
  return { Bucket: "out", Key }
}

/** The items cut into batches after each of the given sizes in turn. */
function cut(items: readonly Item[], sizes: readonly number[]): Item[][] {
  const batches: Item[][] = []
  for (let at = 0, turn = 0; at < items.length; turn++) {
    const size = sizes[turn % sizes.length]!
    batches.push(items.slice(at, at + size))
    at += size
  }
  return batches
}
