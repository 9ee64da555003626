import type { BatchProcessor, ObjectOutcome } from "@mapfold/core/process/processor"
import type { MaybePromise } from "@mapfold/core/store/object-store"
import type { Item } from "@mapfold/core/workflow/payloads"
import type { Opened } from "./open-ahead.ts"
import type { Stopwatch } from "./stopwatch.ts"

/** Times that an object which came with wrong bytes is read again: stores do it themselves for all but large ones. */
const READ_AGAIN = 4

type ItemProcess = {
  readonly batch: BatchProcessor
  readonly stopwatch: Stopwatch
  readonly reopen: (item: Item) => MaybePromise<Opened>
}

/** Processes one object, again where its bytes turned out to be wrong: an object that fails leaves no trace in the batch. */
export function makeItemProcess({ batch, stopwatch, reopen }: ItemProcess) {
  const read = (item: Item, opened: Opened): MaybePromise<ObjectOutcome> =>
    "error" in opened
      ? { status: "failed", failure: opened }
      : batch.processObject(item.Key, stopwatch.timeReads(opened))

  async function readLater(item: Item, opening: Promise<Opened>): Promise<ObjectOutcome> {
    let outcome = await read(item, await opening)
    for (let again = 0; again < READ_AGAIN && isCorrupted(outcome); again++)
      outcome = await read(item, await stopwatch.reading(() => reopen(item)))
    return outcome
  }

  return (item: Item, object: MaybePromise<Opened>): MaybePromise<ObjectOutcome> =>
    object instanceof Promise ? readLater(item, object) : read(item, object)
}

function isCorrupted(outcome: ObjectOutcome): boolean {
  return outcome.status === "failed" && outcome.failure.error === "ObjectCorrupted"
}
