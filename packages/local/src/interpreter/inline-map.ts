import type { MapState } from "@mapfold/core/workflow/asl/states"
import { QueryFailed, StateFailed } from "../errors.ts"
import { childController, ENDED, throwIfAborted } from "./aborted.ts"
import { bindingsOf, evaluateAs, evaluateOptional, evaluationFailed, isArray } from "./evaluate.ts"
import { runStates } from "./run-states.ts"
import { fork, record, type Visit } from "./thread.ts"

/** What AWS runs at a time where nothing else is said. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MAX_INLINE = 40

/** The outputs of the iterations, in the order of the items. The first failure ends the others. */
export async function runInlineMap(visit: Visit<MapState>): Promise<unknown[]> {
  const items = await itemsOf(visit)
  const wanted = await evaluateOptional(visit, visit.state.MaxConcurrency, "MaxConcurrency", "integer")
  record(visit.thread, "MapStateStarted", { length: items.length })
  const { controller, release } = childController(visit.thread.signal)
  const outputs: unknown[] = new Array(items.length)
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      throwIfAborted(controller.signal)
      outputs[index] = await runIteration(visit, items[index], index, controller.signal).catch((error) => {
        controller.abort(ENDED)
        throw error
      })
    }
  }
  const count = Math.min(items.length, wanted || MAX_INLINE, MAX_INLINE)
  const workers = Array.from({ length: count }, worker)
  try {
    await Promise.all(workers)
    return outputs
  } finally {
    await Promise.allSettled(workers)
    release()
  }
}

/** The items of a Map without a reader: Items, or the state's input. */
export async function itemsOf(visit: Visit<MapState>): Promise<unknown[]> {
  const { Items } = visit.state
  if (Items !== undefined) return evaluateAs(visit, Items, "Items", "array", isArray)
  if (Array.isArray(visit.input)) return visit.input
  const message = `Map state input must be an array but was: ${JSON.stringify(visit.input)}`
  throw evaluationFailed(visit, new QueryFailed(message), "Items")
}

async function runIteration(
  visit: Visit<MapState>,
  item: unknown,
  index: number,
  signal: AbortSignal,
): Promise<unknown> {
  const context = { ...visit.thread.context, Map: { Item: { Index: index, Value: item } } }
  const thread = fork(visit.thread, { signal, context })
  record(thread, "MapIterationStarted", { name: visit.name, index })
  try {
    const output = await runStates(visit.state.ItemProcessor, await select(visit, item, context), thread)
    record(thread, "MapIterationSucceeded", { name: visit.name, index })
    return output
  } catch (error) {
    record(thread, error instanceof StateFailed ? "MapIterationFailed" : "MapIterationAborted", {
      name: visit.name,
      index,
    })
    throw error
  } finally {
    visit.thread.lastEvent = Math.max(visit.thread.lastEvent, thread.lastEvent)
  }
}

/** ItemSelector sees the item in the context. */
async function select(
  visit: Visit<MapState>,
  item: unknown,
  context: Visit["thread"]["context"],
): Promise<unknown> {
  const { ItemSelector } = visit.state
  if (ItemSelector === undefined) return item
  try {
    return await visit.thread.evaluator.evaluate(ItemSelector, bindingsOf(visit, {}, context), "ItemSelector")
  } catch (error) {
    throw evaluationFailed(visit, error, "ItemSelector")
  }
}
