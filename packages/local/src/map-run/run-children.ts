import type { MapState } from "@mapfold/core/workflow/asl/states"
import { childController, ENDED, throwIfAborted } from "../interpreter/aborted.ts"
import type { Controller } from "../interpreter/signal.ts"
import type { Visit } from "../interpreter/thread.ts"
import type { Batch } from "./batcher.ts"
import { isExpressMap, makeChildRunner } from "./child.ts"
import { makeChildQueue } from "./child-queue.ts"
import { makeThreshold } from "./failure-threshold.ts"
import type { ChildOutcome, KeptChild, KeptMapRun } from "./kept-map-run.ts"

export type ChildrenOptions = {
  readonly label: string
  readonly mapRun: KeptMapRun
  /** The batches that are not kept yet; null where all are. */
  readonly batches: AsyncIterable<Batch> | null
}

/** What AWS runs at a time where MaxConcurrency is 0 or absent. */
const MAX_CHILDREN = 10_000
/** A child that ended within so many milliseconds was quick: others can wait for its worker, and lose none of their time. */
const QUICK = 1_000
/**
 * Milliseconds: children that end as soon as they start need no more of them to wait than a commit holds, or their insert is
 * written before they end; and more of them at a time share what it takes to wake a worker.
 */
const IMMEDIATE = 8
const MAX_AHEAD = 100
const AT_A_TIME = 16
/** Milliseconds between looks at what may have been changed from outside, where no child ends meanwhile. */
const LOOK_AGAIN = 250

/**
 * Runs a child for every batch, so many at a time, while the items are still being read. Answers whether too many items
 * failed: then what runs is stopped, and what waits or is still to be read stays pending. Throws where reading fails or
 * the whole is stopped.
 */
export async function runChildren(visit: Visit<MapState>, options: ChildrenOptions): Promise<boolean> {
  const { ports, signal } = visit.thread
  const { mapRun, batches } = options
  const { controller, release } = childController(signal)
  const queue = makeChildQueue(mapRun, batches === null ? 0 : null)
  const children = makeChildRunner(visit, options.label)
  const stoppable = isExpressMap(visit.state) ? null : new Map<number, Controller>()
  let running = 0
  const changed = makeBell()
  let { items, failedItems } = batches === null ? mapRun.sums() : { items: 0, failedItems: 0 }
  let readAll = batches === null
  let exceeded = false
  // where children are quick, a worker that has ended one finds the next one waiting
  let isQuick = false
  let isImmediate = false
  let broken: { error: unknown } | undefined

  const judge = (): void => {
    const { toleratedCount, toleratedPercent } = mapRun.limits()
    const threshold = makeThreshold(toleratedCount ?? undefined, toleratedPercent ?? undefined)
    exceeded ||= threshold.isExceeded(failedItems, readAll ? items : undefined)
    if (exceeded || broken !== undefined) controller.abort(ENDED)
  }
  /** AWS stops STANDARD children alone by themselves. */
  const runStoppable = async (child: KeptChild, started: number): Promise<ChildOutcome> => {
    if (stoppable === null) return children.run(child, { started, signal: controller })
    const own = childController(controller)
    stoppable.set(child.id, own.controller)
    try {
      return await children.run(child, { started, signal: own.controller })
    } finally {
      stoppable.delete(child.id)
      own.release()
    }
  }
  const runOne = async (child: KeptChild): Promise<void> => {
    const started = ports.now()
    mapRun.startChild(child, started)
    const outcome = await runStoppable(child, started)
    const hasFailed = outcome.status === "FAILED" || outcome.status === "TIMED_OUT"
    if (hasFailed) failedItems += child.batch.items
    const ended = ports.now()
    isQuick = ended - started < QUICK
    isImmediate = ended - started < IMMEDIATE
    // a run that is stopped leaves its children as they were cut
    const isCut = signal.aborted && outcome.status !== "SUCCEEDED"
    mapRun.endChild(child, isCut ? { status: "ABORTED" } : outcome, ended)
    const failure = hasFailed ? { failure: { error: outcome.error, cause: outcome.cause } } : {}
    ports.observe({ type: "child-ended", items: child.batch.items, status: outcome.status, ...failure })
  }
  const atATime = () => {
    const most = ports.parallelChildren * (isImmediate ? AT_A_TIME : isQuick ? 2 : 1)
    return Math.min(mapRun.limits().concurrency || MAX_CHILDREN, most)
  }
  const startNext = (): void => {
    while (!controller.signal.aborted && running < atATime()) {
      const next = queue.shift()
      if (next === undefined) return
      running++
      void runToEnd(next)
    }
  }
  const runToEnd = async (child: KeptChild): Promise<void> => {
    try {
      await runOne(child)
    } catch (error) {
      broken ??= { error }
    }
    running--
    goOn()
    changed.ring()
  }
  const goOn = (): void => {
    try {
      judge()
      startNext()
    } catch (error) {
      broken ??= { error }
      controller.abort(ENDED)
    }
  }
  const lookAgain = setInterval(() => {
    goOn()
    if (stoppable === null || stoppable.size === 0) return
    for (const [id, reason] of mapRun.stopsAsked()) stoppable.get(id)?.abort(reason)
  }, LOOK_AGAIN)

  try {
    for await (const batch of batches ?? []) {
      throwIfAborted(signal)
      if (broken !== undefined) break
      items += batch.items
      const child = mapRun.add(batch, ports.uuid)
      if (child === null) continue
      queue.push(child)
      startNext()
      // what is started at once is written once: see makeChildren
      while (isImmediate && queue.held() > MAX_AHEAD && running > 0) await changed.wait()
    }
    if (!readAll && broken === undefined) mapRun.readAll()
    if (batches !== null) ({ items, failedItems } = mapRun.sums())
    readAll = true
    judge()
    startNext()
    while (running > 0) await changed.wait()
  } finally {
    clearInterval(lookAgain)
    controller.abort(ENDED)
    while (running > 0) await changed.wait()
    children.close()
    release()
  }
  throwIfAborted(signal)
  if (broken !== undefined) throw broken.error
  return exceeded
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
