import type { MapState } from "@mapfold/core/workflow/asl/states"
import { childController, ENDED, throwIfAborted } from "../interpreter/aborted.ts"
import type { Visit } from "../interpreter/thread.ts"
import type { Batch } from "./batcher.ts"
import { type EndedChild, runChild } from "./child.ts"
import type { FailureThreshold } from "./failure-threshold.ts"

/** Where children go when they have ended, or will never start. `index` counts the batches. */
export type ChildSink = {
  ended(child: EndedChild, index: number): Promise<void>
  pending(batch: Batch): Promise<void>
  close(): Promise<unknown>
}

export type ChildrenOptions = {
  readonly label: string
  readonly batches: AsyncIterable<Batch>
  readonly atATime: number
  readonly threshold: FailureThreshold
  readonly sink: ChildSink
}

/** Characters of batches that wait for a child: some 700,000 objects. Then the items are read no further for a while. */
const MAX_WAITING = 64 * 1024 * 1024

/**
 * Runs a child for every batch, so many at a time, while the items are still being read. Answers whether too many items
 * failed: then what runs is stopped, and what waits or is still to be read stays pending. Throws where reading fails,
 * or the results cannot be written, or the whole is stopped.
 */
export async function runChildren(visit: Visit<MapState>, options: ChildrenOptions): Promise<boolean> {
  const { ports, signal } = visit.thread
  const { controller, release } = childController(signal)
  const waiting: { batch: Batch; index: number }[] = []
  const running = new Set<Promise<void>>()
  const room = makeBell()
  let waitingLength = 0
  let items = 0
  let failedItems = 0
  let readAll = false
  let exceeded = false
  let broken: { error: unknown } | undefined

  const judge = (): void => {
    exceeded ||= options.threshold.isExceeded(failedItems, readAll ? items : undefined)
    if (exceeded || broken !== undefined) controller.abort(ENDED)
  }
  const runOne = async ({ batch, index }: { batch: Batch; index: number }): Promise<void> => {
    const child = await runChild(visit, options.label, batch, controller.signal)
    const { outcome } = child
    if ("error" in outcome) failedItems += batch.items
    const failure = "error" in outcome ? { failure: { error: outcome.error, cause: outcome.cause } } : {}
    ports.observe({ type: "child-ended", items: batch.items, status: outcome.status, ...failure })
    if (!signal.aborted) await options.sink.ended(child, index)
  }
  const startNext = (): void => {
    while (!controller.signal.aborted && running.size < options.atATime && waiting.length > 0) {
      const next = waiting.shift()!
      waitingLength -= next.batch.text.length
      const child: Promise<void> = runOne(next)
        .catch((error: unknown) => {
          broken ??= { error }
        })
        .then(() => {
          running.delete(child)
          judge()
          startNext()
          room.ring()
        })
      running.add(child)
    }
  }

  try {
    let index = 0
    for await (const batch of options.batches) {
      throwIfAborted(signal)
      if (broken !== undefined) break
      items += batch.items
      waiting.push({ batch, index: index++ })
      waitingLength += batch.text.length
      startNext()
      while (waitingLength > MAX_WAITING && !controller.signal.aborted) await room.wait()
      if (controller.signal.aborted) await giveUp(waiting, options.sink)
    }
    readAll = true
    judge()
    while (running.size > 0) await room.wait()
  } finally {
    controller.abort(ENDED)
    await Promise.allSettled(running)
    release()
  }
  throwIfAborted(signal)
  if (broken !== undefined) throw broken.error
  await giveUp(waiting, options.sink)
  return exceeded
}

/** Nothing of it will run. */
async function giveUp(waiting: { batch: Batch }[], sink: ChildSink): Promise<void> {
  for (const { batch } of waiting.splice(0)) await sink.pending(batch)
}

/** Wakes whoever waits; a ring that nobody waits for is forgotten. */
function makeBell() {
  let wake = () => {}
  return {
    ring: () => wake(),
    wait: () =>
      new Promise<void>((resolve) => {
        wake = resolve
      }),
  }
}
