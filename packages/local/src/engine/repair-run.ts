import { randomUUID } from "node:crypto"
import { batchKey } from "@mapfold/core/run/layout"
import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { type Item, PrepareOutput } from "@mapfold/core/workflow/payloads"
import { NotRepairable } from "../errors.ts"
import { makeBatcher } from "../map-run/batcher.ts"
import { makeChildren, readChildren } from "../state/children.ts"
import { makeKeptHistory } from "../state/events.ts"
import { insertExecution, type KeptExecution, keepPoint } from "../state/executions.ts"
import { namePlace } from "../state/journal.ts"
import { insertMapRun, listMapRuns, type MapRunRow } from "../state/map-runs.ts"
import type { State } from "../state/state.ts"
import { type Sorted, sortChild } from "./sort-children.ts"
import { BUCKETS } from "./workflow.ts"

/** Children looked at, and objects looked up, at a time. */
const AT_A_TIME = 16
const EVERY = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const

/** What a child hands to Process beside its input, as the workflow leaves room for it. */
const ARGUMENT_BYTES = 1_024

/** What a repair will do. */
export type Repair = { readonly again: number; readonly gone: readonly string[] }

export type RepairOptions = {
  readonly state: State
  readonly store: ObjectStore
  /** The run to repair, and the name of the run that does it. */
  readonly kept: KeptExecution
  readonly name: string
  readonly owner: string
  readonly now: number
}

/**
 * Keeps a new run that is in the middle of its map: the children that did well are those of the run to repair, and what failed
 * there, or had rejects, waits as its other children. Whoever goes on with it ends the repair. Throws `NotRepairable`.
 *
 * Until the last moment the new run has no point: cut off before, it is a run over everything, which repairs as well.
 */
export async function prepareRepair(options: RepairOptions): Promise<Repair> {
  const { state, store, kept, name, owner, now } = options
  const { mapRun, prepared } = findMapRun(state, kept)
  const rows = readChildren(state, mapRun.id, EVERY)
  const again: Item[] = []
  const good: NonNullable<Sorted["kept"]>[] = []
  for await (const sorted of readAhead(rows, AT_A_TIME, (row) => sortChild(store, BUCKETS.output, row))) {
    again.push(...sorted.again)
    if (sorted.kept !== null) good.push(sorted.kept)
  }
  if (again.length === 0)
    throw new NotRepairable(
      `run "${kept.name}" has no failed objects and no rejects: there is nothing to repair`,
    )
  const { items, gone } = await lookUp(store, again)
  const id = insertExecution(state, {
    ...{ machine: kept.machine, name, started: now, owner, repairs: kept.name },
    ...{ setup: kept.setup, definition: kept.definition, input: kept.input },
  })
  const input = {}
  const history = makeKeptHistory(state, { execution: id, child: "" }, () => now)
  const started = history.add("ExecutionStarted", 0, { input: JSON.parse(kept.input) as unknown })
  const enteredEvent = history.add("MapStateEntered", started, { name: mapRun.label, input })
  const children = makeChildren(
    state,
    insertMapRun(state, {
      ...{
        label: mapRun.label,
        isExpress: mapRun.is_express === 1,
        uuid: randomUUID,
        now: () => now,
        execution: id,
      },
      visit: `${namePlace(`${enteredEvent}`, mapRun.label, input)}/0`,
      limits: {
        concurrency: mapRun.concurrency,
        toleratedCount: mapRun.tolerated_count,
        toleratedPercent: mapRun.tolerated_percent,
      },
    }).id,
  )
  for (const {
    input: { BatchInput, Items },
    output,
    files,
  } of good) {
    for (const file of files) await putBatch(store, name, file)
    const text = JSON.stringify({ BatchInput: { ...BatchInput, run: name }, Items })
    const child = children.add({ input: null, text, items: Items.length }, randomUUID)!
    children.startChild(child, now)
    children.endChild(child, { status: "SUCCEEDED", output }, now)
  }
  for (const batch of makeBatches({ ...prepared, run: name }, items)) children.add(batch, randomUUID)
  children.readAll()
  keepPoint(state, id, {
    ...{ state: mapRun.label, input, variables: { prepared: { ...prepared, run: name } } },
    ...{ enteredTime: new Date(now).toISOString(), enteredEvent, lastEvent: enteredEvent },
  })
  state.flush()
  return { again: items.length, gone }
}

/** The map run whose children are all known, and what Prepare had answered. Throws `NotRepairable`. */
export function findMapRun(
  state: State,
  kept: KeptExecution,
): { mapRun: MapRunRow; prepared: PrepareOutput } {
  const mapRun = listMapRuns(state, kept.id).at(-1)
  const prepared = PrepareOutput.safeParse(kept.point?.variables.prepared)
  if (kept.status === "RUNNING")
    throw new NotRepairable(
      `run "${kept.name}" has not ended: "mapfold resume" goes on with it if nobody runs it`,
    )
  if (mapRun === undefined || !prepared.success || mapRun.is_read_all === 0)
    throw new NotRepairable(
      `run "${kept.name}" ended before all its objects were listed: "mapfold redrive ${kept.name}" goes on with it`,
    )
  return { mapRun, prepared: prepared.data }
}

/** The items as they are now: a file that was mended has another ETag. */
async function lookUp(
  store: ObjectStore,
  again: readonly Item[],
): Promise<{ items: Item[]; gone: string[] }> {
  const items: Item[] = []
  const gone: string[] = []
  const look = async ({ Key }: Item) => ({ Key, found: await store.head(BUCKETS.input, Key) })
  for await (const { Key, found } of readAhead(again, AT_A_TIME, look)) {
    if (found === null) gone.push(Key)
    else items.push({ Key, Size: found.size, Etag: found.etag })
  }
  return { items, gone }
}

function* makeBatches(prepared: PrepareOutput, items: readonly Item[]) {
  const { run, job, jobVersion, params, suffix, references, settings } = prepared
  const batcher = makeBatcher({
    maxItems: settings.batchObjects,
    maxBytes: Math.min(settings.batchInputBytes, MAX_PAYLOAD_BYTES - ARGUMENT_BYTES),
    batchInput: { run, job, jobVersion, params, suffix, references, ...BUCKETS },
  })
  for (const item of items) {
    const full = batcher.add(item)
    if (full !== undefined) yield full
  }
  const rest = batcher.rest()
  if (rest !== undefined) yield rest
}

async function putBatch(store: ObjectStore, run: string, file: { readonly batch: string }): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(file)}\n`)
  await store.put(BUCKETS.output, batchKey(run, file.batch), bytes, { contentType: "application/json" })
}
