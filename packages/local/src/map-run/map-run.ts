import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import { labelOf } from "@mapfold/core/workflow/asl/label"
import type { MapState } from "@mapfold/core/workflow/asl/states"
import { StateFailed } from "../errors.ts"
import { Aborted, throwIfAborted } from "../interpreter/aborted.ts"
import { arnsOf } from "../interpreter/arns.ts"
import { COUNT, evaluateOptional } from "../interpreter/evaluate.ts"
import { evaluateTolerance } from "../interpreter/inline-map.ts"
import type { Note } from "../interpreter/kept-lines.ts"
import { dataLimitExceeded } from "../interpreter/payload-limit.ts"
import { record, recordAside, type Visit } from "../interpreter/thread.ts"
import { isExpressMap } from "./child.ts"
import type { KeptMapRun, MapRunLimits } from "./kept-map-run.ts"
import { makeBatches, openBatcher } from "./make-batches.ts"
import { distributedItemsOf, onePage, openReader } from "./read-items.ts"
import { type EntryRenderer, entriesOf, makeEntryRenderer, writeResults } from "./result-entry.ts"
import { openWriter } from "./result-writer.ts"
import { runChildren } from "./run-children.ts"

/**
 * A Distributed Map: hands the items out in batches to child executions, and answers where their results lie, or the
 * outputs themselves in the order of the batches where there is no ResultWriter.
 *
 * Where the process was killed in the middle of it, it goes on with the batches whose children had not ended.
 */
export async function runMapRun(visit: Visit<MapState>, note: Note): Promise<unknown> {
  const { thread, state } = visit
  const label = labelOf(visit.name, state)
  const page = state.ItemReader === undefined ? await distributedItemsOf(visit) : null
  const limits = await limitsOf(visit)
  // a branch that has been ended meanwhile tells nothing any more: it starts no map run either
  throwIfAborted(thread.signal)
  const mapRun = thread.journal.mapRuns.open({
    ...{ entered: visit.enteredEvent, attempt: visit.retries, label, isExpress: isExpressMap(state) },
    ...{ limits, uuid: thread.ports.uuid },
  })
  const mapRunArn = arnsOf(thread.machine).mapRun(label, mapRun.uuid)
  if (mapRun.redrives === 0) {
    record(thread, "MapStateStarted", { length: page?.items.length ?? 0 }, note)
    record(thread, "MapRunStarted", { mapRunArn })
  } else {
    record(thread, "MapRunRedriven", { mapRunArn, redriveCount: mapRun.redrives })
  }
  try {
    const result = await runOrRecall(mapRun, async () => {
      const pages = page === null ? await openReader(visit) : onePage(page)
      const batcher = await openBatcher(visit)
      const writer = await openWriter(visit, mapRun.uuid, mapRunArn)
      if (mapRun.isReadAll) tellKept(visit, mapRun)
      const batches = mapRun.isReadAll ? null : makeBatches(visit, pages, batcher)
      const exceeded = await runChildren(visit, { label, mapRun, batches })
      const shape = state.ResultWriter?.WriterConfig?.Transformation ?? "NONE"
      const render = makeEntryRenderer(thread.machine, label)
      const written = writer && (await writeResults(mapRun, render, writer, shape))
      if (exceeded) {
        const cause = "The specified tolerated failure threshold was exceeded"
        throw new StateFailed("States.ExceedToleratedFailureThreshold", cause)
      }
      return written === undefined
        ? readOutputs(visit, render, mapRun)
        : { MapRunArn: mapRunArn, ResultWriterDetails: written }
    })
    recordAside(thread, "MapRunSucceeded")
    return result
  } catch (error) {
    if (error instanceof Aborted) record(thread, "MapRunAborted")
    if (error instanceof StateFailed)
      record(thread, "MapRunFailed", { error: error.error, cause: error.causeText })
    throw error
  }
}

/** Runs the map run and keeps how it ended, or ends it as it had ended before the process was killed. */
async function runOrRecall(mapRun: KeptMapRun, run: () => Promise<unknown>): Promise<unknown> {
  if (mapRun.ended?.status === "SUCCEEDED") return mapRun.ended.result
  if (mapRun.ended?.status === "FAILED") throw new StateFailed(mapRun.ended.error, mapRun.ended.cause)
  try {
    const result = await run()
    mapRun.end({ status: "SUCCEEDED", result })
    return result
  } catch (error) {
    if (error instanceof StateFailed)
      mapRun.end({ status: "FAILED", error: error.error, cause: error.causeText })
    else if (error instanceof Aborted) mapRun.end({ status: "ABORTED" })
    throw error
  }
}

async function limitsOf(visit: Visit<MapState>): Promise<MapRunLimits> {
  const { MaxConcurrency } = visit.state
  const concurrency = await evaluateOptional(visit, MaxConcurrency, "MaxConcurrency", COUNT)
  const { count, percent } = await evaluateTolerance(visit)
  return { concurrency: concurrency ?? 0, toleratedCount: count ?? null, toleratedPercent: percent ?? null }
}

/** What had been read and done before the process was killed. */
function tellKept({ thread: { ports } }: Visit<MapState>, mapRun: KeptMapRun): void {
  const { items, endedItems } = mapRun.sums()
  ports.observe({ type: "items-read", count: items })
  ports.observe({ type: "items-kept", count: endedItems })
  ports.observe({ type: "reading-ended" })
}

/** The results of the children that succeeded, in the order of the batches. All together must fit into 256 KiB. */
function readOutputs({ name, state }: Visit<MapState>, render: EntryRenderer, mapRun: KeptMapRun): unknown[] {
  const outputs: unknown[] = []
  let length = 0
  const shape = state.ResultWriter?.WriterConfig?.Transformation ?? "COMPACT"
  for (const child of mapRun.children(["SUCCEEDED"])) {
    for (const entry of entriesOf(render, child, shape)) {
      length += entry.length
      if (length > MAX_PAYLOAD_BYTES) throw dataLimitExceeded(name)
      outputs.push(JSON.parse(entry))
    }
  }
  return outputs
}
