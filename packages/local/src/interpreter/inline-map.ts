import type { MapState } from "@mapfold/core/workflow/asl/states"
import { QueryFailed, StateFailed } from "../errors.ts"
import { childController, ENDED, throwIfAborted } from "./aborted.ts"
import {
  bindingsOf,
  COUNT,
  evaluateAs,
  evaluateOptional,
  evaluationFailed,
  isArray,
  type NumberRange,
} from "./evaluate.ts"
import { isRuntime } from "./failure.ts"
import { hasEnded, type Note, nameLine } from "./kept-lines.ts"
import { resumeStates, runStates } from "./run-states.ts"
import type { Controller } from "./signal.ts"
import { cut, fork, record, recordAside, restore, type Thread, type Visit } from "./thread.ts"

/** What AWS runs at a time where nothing else is said. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MAX_INLINE = 40

/** The outputs of the iterations, in the order of the items. The first failure ends the others. */
export async function runInlineMap(visit: Visit<MapState>, note: Note): Promise<unknown[]> {
  const items = await itemsOf(visit)
  const wanted = await evaluateOptional(visit, visit.state.MaxConcurrency, "MaxConcurrency", COUNT)
  record(visit.thread, "MapStateStarted", { length: items.length }, note)
  await evaluateTolerance(visit)
  const { controller, release } = childController(visit.thread.signal)
  const iterations = makeIterations(visit, controller)
  const outputs: unknown[] = new Array(items.length)
  const run = async (index: number): Promise<void> => {
    throwIfAborted(controller.signal)
    outputs[index] = await iterations.run(items[index], index)
  }
  const isOpen: boolean[] = items.map((_, index) => !iterations.hasEnded(index))
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      if (isOpen[index]) await run(index)
    }
  }
  const count = Math.min(items.length, wanted || MAX_INLINE, MAX_INLINE)
  let workers: Promise<void>[] = []
  try {
    // those that were under way when the process was killed are all under way again before any of them goes on
    for (const [index, open] of isOpen.entries()) if (!open) await run(index)
    workers = Array.from({ length: count }, worker)
    await Promise.all(workers)
    return outputs
  } finally {
    await Promise.allSettled(workers)
    release()
  }
}

const PERCENT = { integer: false, minimum: 0, maximum: 100 } as const

/** How much may fail in a map run. An inline Map evaluates it too, and nothing more is made of it. */
export async function evaluateTolerance(visit: Visit<MapState>) {
  const { ToleratedFailureCount, ToleratedFailurePercentage } = visit.state
  const number = (value: unknown, field: string, range: NumberRange) =>
    evaluateOptional(visit, value, field, range)
  return {
    count: await number(ToleratedFailureCount, "ToleratedFailureCount", COUNT),
    percent: await number(ToleratedFailurePercentage, "ToleratedFailurePercentage", PERCENT),
  }
}

/** What `$states.context.Map.Item.Source` says of items that no reader has read. */
export const STATE_DATA = "STATE_DATA"

/** The items of a Map without a reader: Items, or the state's input. */
export async function itemsOf(visit: Visit<MapState>): Promise<unknown[]> {
  const { Items } = visit.state
  if (Items !== undefined) return evaluateAs(visit, Items, "Items", "array", isArray)
  if (Array.isArray(visit.input)) return visit.input
  const message = `Map state input must be an array but was: ${JSON.stringify(visit.input)}`
  throw evaluationFailed(visit, new QueryFailed(message, "Items"))
}

/** Runs iterations; the first that fails cuts the others short. */
function makeIterations(visit: Visit<MapState>, controller: Controller) {
  const running = new Map<number, Thread>()
  const startedEvent = visit.thread.lastEvent
  const named = (index: number) => ({ name: visit.name, index })

  const fail = (thread: Thread, index: number, error: StateFailed): void => {
    running.delete(index)
    visit.thread.lastEvent = thread.lastEvent
    visit.thread.toldTime = thread.toldTime
    if (isRuntime(error)) {
      for (const other of running.values()) other.isCut = true
      return
    }
    for (const [other, cutThread] of running) {
      recordAside(thread, "MapIterationAborted", named(other))
      cut(cutThread, thread)
    }
    recordAside(thread, "MapIterationFailed", named(index))
  }

  return {
    /** Before the process was killed. */
    hasEnded: (index: number) => hasEnded(visit.thread.journal.kept.get(nameLine(startedEvent, index))),
    async run(item: unknown, index: number): Promise<unknown> {
      const Item = { Index: index, Value: item, Source: STATE_DATA }
      const context = { ...visit.thread.context, Map: { Item } }
      const line = nameLine(startedEvent, index)
      const thread = fork(visit.thread, { signal: controller.signal, context, line })
      thread.lastEvent = startedEvent
      const kept = restore(thread)?.visit
      running.set(index, thread)
      if (!kept) record(thread, "MapIterationStarted", named(index))
      try {
        const { ItemProcessor } = visit.state
        const output = await (kept
          ? resumeStates(ItemProcessor, kept, thread)
          : runStates(ItemProcessor, await select(visit, item, context, thread), thread))
        record(thread, "MapIterationSucceeded", named(index))
        visit.thread.lastEvent = Math.max(visit.thread.lastEvent, thread.lastEvent)
        return output
      } catch (error) {
        if (error instanceof StateFailed && !controller.signal.aborted) fail(thread, index, error)
        controller.abort(ENDED)
        throw error
      } finally {
        running.delete(index)
      }
    },
  }
}

/** ItemSelector sees the item in the context. */
async function select(
  visit: Visit<MapState>,
  item: unknown,
  context: Visit["thread"]["context"],
  thread: Thread,
): Promise<unknown> {
  const { ItemSelector } = visit.state
  if (ItemSelector === undefined) return item
  try {
    return await visit.thread.evaluator.evaluate(ItemSelector, bindingsOf(visit, {}, context), "ItemSelector")
  } catch (error) {
    throw evaluationFailed({ ...visit, thread }, error)
  }
}
