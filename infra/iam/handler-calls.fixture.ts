import { text } from "@mapfold/core/columns/text"
import { belowPrefix } from "@mapfold/core/job/below-prefix"
import { defineJob } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import type { Job } from "@mapfold/core/job/job"
import { reference } from "@mapfold/core/job/reference"
import { count } from "@mapfold/core/measures/count"
import { againInput } from "@mapfold/core/prepare/again-input"
import { latestKey } from "@mapfold/core/run/layout"
import { StoreFailed } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { runWorkflow, type WorkflowRun } from "@mapfold/functions/run-workflow.fixture"
import * as z from "zod"
import { recordStore, type StoreCall } from "./record-store.fixture.ts"

export type HandlerName = "prepare" | "process" | "reduce"
/** What each handler has called; the buckets are "in" and "out". */
export type HandlerCalls = Readonly<Record<HandlerName, readonly StoreCall[]>>

const NAMES = reference({
  key: "names.csv",
  format: csv(),
  record: z.object({ page: text({ column: "page" }), name: text({ column: "name" }) }),
  build: (records) => new Map(records.map(({ page, name }) => [page, name])),
})

const visits: Job = defineJob({
  name: "visits",
  version: 1,
  title: "Visits of each page",
  params: z.strictObject({}),
  input: () => ({ prefix: "2025/", suffix: ".csv" }),
  format: csv(),
  record: z.object({ page: text({ column: "page" }) }),
  references: { names: NAMES },
  key: ["page"],
  measures: { visits: count() },
  row: (group) => group,
})

const GOOD = "page\na\n"
/** One record of it is rejected: it has a field too many. */
const REJECTING = "page\na\nb,c\n"
const LENIENT = { tolerate: { objects: "100%", records: "100%" } }

/**
 * Drives the handlers through what can happen to them, and answers all calls of S3 that they made: a listed run, a chosen one,
 * rejects, objects that are gone, a result that replaces another, a publication that fails half way, a repair, a reduction.
 */
export async function recordHandlers(prefix: string): Promise<HandlerCalls> {
  const calls = { prepare: [] as StoreCall[], process: [] as StoreCall[], reduce: [] as StoreCall[] }
  const memory = makeMemoryStore("in", "out")
  const put = (key: string, content: string) =>
    memory.store.put("in", `${prefix}${key}`, new TextEncoder().encode(content))
  const run = (run: string, request: Record<string, unknown>, more: Partial<WorkflowRun> = {}) =>
    runWorkflow(memory, [belowPrefix(visits, prefix)], {
      run,
      request: { job: "visits", ...request },
      storeOf: (handler) => recordStore(memory.store, (call) => calls[handler].push(call)),
      ...more,
    })
  await put("names.csv", "page,name\na,Home\n")
  for (const at of [0, 1, 2, 3]) await put(`2025/${at}.csv`, at === 1 ? REJECTING : GOOD)
  await run("listed", LENIENT)
  await run("chosen", { ...LENIENT, only: [`${prefix}2025/0.csv`] })
  await refused(run("missing", { only: [`${prefix}2025/none.csv`] }))
  await put("2025/1.csv", GOOD)
  await run("repair", againInput(LENIENT, { kind: "repairs", run: "listed" }))
  await run("reduced", againInput(LENIENT, { kind: "reduces", run: "listed" }))
  await refused(run("unknown", againInput(LENIENT, { kind: "repairs", run: "nobody" })))
  await run("gone", LENIENT, { storeOf: removing(memory.store, calls, `${prefix}2025/3.csv`) })
  await refused(run("full", LENIENT, { storeOf: failing(memory.store, calls) }))
  await memory.store.remove("out", latestKey("visits", {}))
  await refused(run("fuller", LENIENT, { storeOf: failing(memory.store, calls) }))
  return calls
}

async function refused(run: Promise<unknown>): Promise<void> {
  const outcome = await run.then(
    () => "ended well",
    () => "was refused",
  )
  if (outcome === "ended well")
    throw new Error("a run that was to be refused ended well: the recording is not what it says")
}

type Calls = Record<HandlerName, StoreCall[]>

/** The object is removed between the listing and its batch. */
function removing(store: ObjectStore, calls: Calls, key: string) {
  return (handler: HandlerName) => {
    const recorded = recordStore(store, (call) => calls[handler].push(call))
    return {
      ...recorded,
      async open(bucket: string, of: string, options?: { readonly ifMatch?: string }) {
        if (handler === "process" && of === key) await store.remove(bucket, key)
        return recorded.open(bucket, of, options)
      },
    }
  }
}

/** The pointer to the result cannot be written: what was begun is taken back. */
function failing(store: ObjectStore, calls: Calls) {
  return (handler: HandlerName) => {
    const recorded = recordStore(store, (call) => calls[handler].push(call))
    const put: ObjectStore["put"] = async (bucket, key, body, options) => {
      if (key === latestKey("visits", {})) throw new StoreFailed(key, new Error("the bucket is full"))
      return recorded.put(bucket, key, body, options)
    }
    return { ...recorded, put }
  }
}
