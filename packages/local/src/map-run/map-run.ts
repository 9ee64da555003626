import type { MapState } from "@mapfold/core/workflow/asl/states"
import { StateFailed } from "../errors.ts"
import { Aborted } from "../interpreter/aborted.ts"
import { arnsOf } from "../interpreter/arns.ts"
import { evaluateOptional } from "../interpreter/evaluate.ts"
import { record, type Visit } from "../interpreter/thread.ts"
import type { Batch } from "./batcher.ts"
import type { EndedChild } from "./child.ts"
import { openThreshold } from "./failure-threshold.ts"
import { makeBatches, openBatcher } from "./make-batches.ts"
import { openItems } from "./read-items.ts"
import { endedEntry, pendingEntry } from "./result-entry.ts"
import { openWriter, type ResultWriter } from "./result-writer.ts"
import { type ChildSink, runChildren } from "./run-children.ts"

/** What AWS runs at a time where MaxConcurrency is 0 or absent. */
const MAX_CHILDREN = 10_000

/**
 * A Distributed Map: hands the items out in batches to child executions, and answers where their results lie, or the
 * outputs themselves in the order of the batches where there is no ResultWriter.
 */
export async function runMapRun(visit: Visit<MapState>): Promise<unknown> {
  const { thread, state } = visit
  const { ports } = thread
  const uuid = ports.uuid()
  const label = state.Label ?? visit.name.slice(0, 40)
  const mapRunArn = arnsOf(thread.machine).mapRun(label, uuid)
  const pages = await openItems(visit)
  const batcher = await openBatcher(visit)
  const threshold = await openThreshold(visit)
  const wanted = await evaluateOptional(visit, state.MaxConcurrency, "MaxConcurrency", "integer")
  const writer = await openWriter(visit, uuid, mapRunArn)
  record(thread, "MapStateStarted", { length: 0 })
  record(thread, "MapRunStarted", { mapRunArn })
  const sink = writer === undefined ? makeOutputs() : makeEntries(visit, label, writer)
  try {
    const exceeded = await runChildren(visit, {
      label,
      batches: makeBatches(visit, pages, batcher),
      atATime: Math.min(wanted || MAX_CHILDREN, ports.parallelChildren),
      threshold,
      sink,
    })
    const result = await sink.close()
    if (exceeded) {
      const cause = "The specified tolerated failure threshold was exceeded"
      throw new StateFailed("States.ExceedToleratedFailureThreshold", cause)
    }
    record(thread, "MapRunSucceeded")
    return writer === undefined ? result : { MapRunArn: mapRunArn, ResultWriterDetails: result }
  } catch (error) {
    if (error instanceof Aborted) record(thread, "MapRunAborted")
    if (error instanceof StateFailed)
      record(thread, "MapRunFailed", { error: error.error, cause: error.causeText })
    throw error
  }
}

/** Children go to the result writer's files. */
function makeEntries({ thread }: Visit<MapState>, label: string, writer: ResultWriter): ChildSink {
  return {
    ended: (child) =>
      writer.add(
        child.outcome.status === "SUCCEEDED" ? "SUCCEEDED" : "FAILED",
        endedEntry(thread.machine, label, child),
      ),
    pending: (batch) =>
      writer.add("PENDING", pendingEntry(thread.machine, label, thread.ports.uuid(), batch)),
    close: () => writer.close(),
  }
}

/** Children's outputs are the state's result: they must fit into 256 KiB, which the state's end checks. */
function makeOutputs(): ChildSink {
  const outputs: unknown[] = []
  return {
    async ended({ outcome }: EndedChild, index: number) {
      outputs[index] = outcome.status === "SUCCEEDED" ? outcome.output : null
    },
    async pending(_: Batch) {},
    close: async () => outputs,
  }
}
