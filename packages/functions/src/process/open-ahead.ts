import type { Failure } from "@mapfold/core/batch/batch-file"
import { toFailure } from "@mapfold/core/process/processor"
import type { MaybePromise, ObjectReader, ObjectStore } from "@mapfold/core/store/object-store"
import type { Item } from "@mapfold/core/workflow/payloads"

/** Objects that are asked for while an earlier one is read: a GET waits some 20 ms for its first byte. */
const OPEN_AHEAD = 8

/** An object that is open, or why it cannot be opened. */
export type Opened = ObjectReader | Failure

export type OpenAhead = {
  /** The objects must be taken in the order of the items. */
  take(index: number): MaybePromise<Opened>
  /** Opens an object that was taken once more. */
  reopen(item: Item): MaybePromise<Opened>
  /** Closes what was opened and not taken. */
  close(): Promise<void>
}

/**
 * Opens the wanted objects of a batch a few ahead of the one that is read, where opening has to be waited for. Each GET
 * carries the listed ETag, so that an object replaced since is not mistaken for the one that was listed.
 */
export function openAhead(
  store: ObjectStore,
  bucket: string,
  items: readonly Item[],
  isWanted: (item: Item) => boolean,
): OpenAhead {
  const waiting = new Map<number, MaybePromise<Opened>>()
  let ahead = 0

  function open(item: Item): MaybePromise<Opened> {
    try {
      const opened = store.open(bucket, item.Key, { ifMatch: item.Etag })
      return opened instanceof Promise ? opened.catch((error) => toFailure(item.Key, error)) : opened
    } catch (error) {
      return toFailure(item.Key, error)
    }
  }

  return {
    take(index) {
      const early = waiting.get(index)
      waiting.delete(index)
      const opened = early ?? open(items[index]!)
      if (!(opened instanceof Promise)) return opened
      ahead = Math.max(ahead, index + 1)
      for (; ahead < items.length && ahead <= index + OPEN_AHEAD; ahead++) {
        const item = items[ahead]!
        if (isWanted(item)) waiting.set(ahead, open(item))
      }
      return opened
    },
    reopen: open,
    async close() {
      for (const opened of await Promise.all(waiting.values())) if (!("error" in opened)) opened.close()
    },
  }
}
