import type { BatchFile } from "@mapfold/core/batch/batch-file"
import { show } from "@mapfold/core/prepare/describe-issues"
import type { Again } from "@mapfold/core/prepare/prepare"
import { readBatches } from "@mapfold/core/reduce/read-batches"
import { type Child, readChildren, readChildrenOf } from "@mapfold/core/reduce/read-children"
import { itemsKey } from "@mapfold/core/run/layout"
import type { Limits } from "@mapfold/core/run/tolerance"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readAhead } from "@mapfold/core/store/read-ahead"
import type { Item, PrepareOutput } from "@mapfold/core/workflow/payloads"
import { checkFit, type Fitting } from "./check-fit.ts"
import { copyRejects, putBatches } from "./copy-batches.ts"
import { findPriorRun, nothingToRepair, type PriorRun, refusal } from "./find-prior-run.ts"
import { type ChildKeeper, makeChildKeeper } from "./keep-children.ts"
import { makeLineBuffer } from "./line-buffer.ts"
import { lookUp } from "./look-up.ts"
import { sortChild } from "./sort-child.ts"

/** Children whose batch files are read, and written anew, at a time: some 300 a second on S3. */
const AT_A_TIME = 16
/** Bytes of items to process again: some 300,000, which take 400 s to look up. For more the run may as well be started again. */
const MAX_ITEMS_BYTES = 32 * 1024 * 1024
/** Objects that are named of those no longer there. */
const NAMED = 20

export type Beginning = {
  readonly again: Again
  /** The new run. */
  readonly run: string
  readonly output: string
  readonly fitting: Fitting
  /** What the run tolerates of failed objects. */
  readonly tolerate: Limits
}

/** What of another run a child brings: what is kept of it as it stands, and the items to process again. */
type Part = {
  readonly kept: Child | null
  readonly files: readonly BatchFile[]
  readonly again: readonly Item[]
}

/**
 * Makes a run begin with what the children of another one came to: writes `runs/<run>/kept/…`, the batch files that these point
 * to and, to repair, `runs/<run>/items.jsonl` with the objects to process again as they are now. Memory is the same for any
 * number of children. Throws `InvalidRunInput`.
 */
export async function beginAgain(
  store: ObjectStore,
  beginning: Beginning,
): Promise<Pick<PrepareOutput, "reader" | "map" | "kept" | "stopPercent">> {
  const { again, run, output, fitting, tolerate } = beginning
  const prior = await findPriorRun(store, output, again)
  checkChoice(beginning, prior)
  const keeper = makeChildKeeper(store, output, run)
  const counts = { kept: 0, again: 0 }
  const keys = keepGood(store, beginning, { prior, keeper, counts })
  const { items, gone } = await lookUpItems(store, fitting.input, again, keys)
  if (again.kind === "repairs" && counts.again === 0) throw nothingToRepair(again)
  if (items.count > 0)
    await store.put(output, itemsKey(run), items.bytes, { contentType: "application/jsonl" })
  const { reader, asOf } = prior
  const kept = await keeper.finish({ ...again, reader, asOf, again: counts.again, gone })
  return {
    ...{ reader, kept, map: items.count > 0 ? "items" : "none" },
    stopPercent: toStopPercent(tolerate, { all: counts.kept + items.count, mapped: items.count }),
  }
}

/** Throws `InvalidRunInput` where the input chooses objects and the other run did not, or the other way round. */
function checkChoice({ again, fitting }: Beginning, { reader }: PriorRun): void {
  if ((fitting.only === null) === (reader === "listed")) return
  const why =
    reader === "listed"
      ? 'it is for all objects, and this input has "only": leave that out'
      : 'it is for chosen objects alone, and this input has no "only": give that run\'s own'
  throw refusal(again, why)
}

type Keeping = {
  readonly prior: PriorRun
  readonly keeper: ChildKeeper
  /** Objects. */
  readonly counts: { kept: number; again: number }
}

/** Keeps what was done well, and answers the keys of the objects to process again. */
async function* keepGood(
  store: ObjectStore,
  { again, run, output, fitting }: Beginning,
  { prior, keeper, counts }: Keeping,
): AsyncGenerator<string> {
  const take = async (child: Child): Promise<Part> => {
    checkFit(again, child.entry.Input, fitting)
    const part =
      again.kind === "repairs" ? await sort(store, output, child) : await keep(store, output, child)
    await putBatches(store, output, run, part.files)
    return part
  }
  for await (const { kept, files, again } of readAhead(childrenOf(store, output, prior), AT_A_TIME, take)) {
    if (kept !== null) {
      const { BatchInput, Items } = kept.entry.Input
      await copyRejects(store, output, { from: BatchInput.run, to: run }, files)
      await keeper.add(kept)
      counts.kept += Items.length
    }
    counts.again += again.length
    for (const { Key } of again) yield Key
  }
}

async function* childrenOf(
  store: ObjectStore,
  bucket: string,
  { kept, manifest }: PriorRun,
): AsyncGenerator<Child> {
  if (kept !== null) yield* readChildrenOf(store, bucket, kept)
  if (manifest !== null) yield* readChildren(store, manifest)
}

async function sort(store: ObjectStore, output: string, child: Child): Promise<Part> {
  const { kept, again } = await sortChild(store, output, child)
  if (kept === null) return { kept: null, files: [], again }
  return { kept: { state: "SUCCEEDED", entry: kept.entry }, files: kept.files, again }
}

/** As it stands, its failures too. A batch file that is missing is left to Reduce to tell. */
async function keep(store: ObjectStore, output: string, child: Child): Promise<Part> {
  const readings = await readBatches(store, output, child.entry.Input.BatchInput.run, child)
  return { kept: child, files: readings.flatMap(({ batch }) => batch ?? []), again: [] }
}

/** The objects as they are now: a file that was mended has another ETag. */
async function lookUpItems(store: ObjectStore, bucket: string, again: Again, keys: AsyncIterable<string>) {
  const lines = makeLineBuffer(MAX_ITEMS_BYTES)
  const gone = { count: 0, examples: [] as string[] }
  let count = 0
  for await (const { key, item } of lookUp(store, bucket, keys)) {
    if (item === null) {
      gone.count++
      if (gone.examples.length < NAMED) gone.examples.push(key)
    } else if (lines.add(item)) count++
    else
      throw refusal(
        again,
        `more than ${count} objects are to be processed again (the next one is ${show(key)}); start the run again instead`,
      )
  }
  return { items: { count, bytes: lines.take() }, gone }
}

/** The share of all objects that may fail, as a share of those that the Map is given; rounded up, for Reduce judges exactly. */
function toStopPercent({ percent }: Limits, { all, mapped }: { all: number; mapped: number }): number {
  if (mapped === 0) return percent
  return Math.min(100, Math.ceil(((percent * all) / mapped) * 10_000) / 10_000)
}
