import { setImmediate as turn } from "node:timers/promises"
import type { MapState } from "@mapfold/core/workflow/asl/states"
import { bindingsOf, COUNT, evaluate, evaluateOptional, evaluationFailed } from "../interpreter/evaluate.ts"
import type { Visit } from "../interpreter/thread.ts"
import { isPromise } from "../jsonata/maybe-promise.ts"
import { type Batch, type Batcher, makeBatcher, makeSingles } from "./batcher.ts"
import type { ItemPage } from "./object-items.ts"
import { compileFieldPicker } from "./pick-fields.ts"
import type { ItemPages } from "./read-items.ts"

/** The batcher that the state's ItemBatcher describes. */
export async function openBatcher(visit: Visit<MapState>): Promise<Batcher> {
  const fields = visit.state.ItemBatcher
  if (fields === undefined) return makeSingles()
  const number = (value: unknown, name: string) =>
    evaluateOptional(visit, value, `ItemBatcher/${name}`, COUNT)
  const batchInput =
    fields.BatchInput === undefined
      ? undefined
      : await evaluate(visit, fields.BatchInput, "ItemBatcher/BatchInput")
  // 0 is no limit
  return makeBatcher({
    maxItems: (await number(fields.MaxItemsPerBatch, "MaxItemsPerBatch")) || Number.POSITIVE_INFINITY,
    maxBytes:
      (await number(fields.MaxInputBytesPerBatch, "MaxInputBytesPerBatch")) || Number.POSITIVE_INFINITY,
    batchInput,
  })
}

/** Items that are selected at a stretch: a few milliseconds, in which no child is started or heard. */
const ITEMS_A_TURN = 250

/** Selects each item and batches what is left of it, in the order of the items. */
export async function* makeBatches(
  visit: Visit<MapState>,
  pages: ItemPages,
  batcher: Batcher,
): AsyncGenerator<Batch, void, void> {
  const { ports } = visit.thread
  const select = makeSelector(visit)
  let index = 0
  for await (const page of pages) {
    ports.observe({ type: "items-read", count: page.items.length })
    for (const item of page.items) {
      // A folder is listed without ever waiting: children that run already must get a turn.
      if (index % ITEMS_A_TURN === 0) await turn()
      const selected = select(item, index++, page)
      // nothing is waited for where nothing has to be: there may be millions of items
      const full = batcher.add(isPromise(selected) ? await selected : selected)
      if (full !== undefined) yield full
    }
  }
  ports.observe({ type: "reading-ended" })
  const rest = batcher.rest()
  if (rest !== undefined) yield rest
}

/** ItemSelector for one item, which it sees as `$states.context.Map.Item`: a field's name and value each for itself. */
function makeSelector(visit: Visit<MapState>): (item: unknown, index: number, page: ItemPage) => unknown {
  const { ItemSelector } = visit.state
  if (ItemSelector === undefined) return (item) => item
  const { evaluator, context } = visit.thread
  const pick = compileFieldPicker(ItemSelector)
  const fail = (error: unknown): never => {
    throw evaluationFailed(visit, error)
  }
  return (item, Index, { areFields, source: Source }) => {
    const field = areFields ? (item as { Key: string; Value: unknown }) : { Value: item }
    const { Value } = field
    const picked = pick?.(Value)
    if (picked !== undefined) return picked
    const bindings = bindingsOf(visit, {}, { ...context, Map: { Item: { Index, ...field, Source } } })
    try {
      const selected = evaluator.evaluate(ItemSelector, bindings, "ItemSelector")
      return isPromise(selected) ? selected.catch(fail) : selected
    } catch (error) {
      return fail(error)
    }
  }
}
