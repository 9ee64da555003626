import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import { StateFailed } from "../errors.ts"

/** What one child execution is given. */
export type Batch = {
  /** The child's input, and the same as JSON. */
  readonly input: unknown
  readonly text: string
  /** Items in it. */
  readonly items: number
}

export type Batcher = {
  /** Takes the next item. Answers the batch that is full without it, if there is one. */
  add(item: unknown): Batch | undefined
  /** What is left when no item follows. */
  rest(): Batch | undefined
}

export type BatchLimits = {
  readonly maxItems: number
  /** Bytes of the child's whole input, as UTF-8 JSON. */
  readonly maxBytes: number
  readonly batchInput: unknown
}

/** Batches in the order of the items: their composition depends on nothing else. Throws States.DataLimitExceeded. */
export function makeBatcher({ maxItems, maxBytes, batchInput }: BatchLimits): Batcher {
  const head =
    batchInput === undefined ? '{"Items":[' : `{"BatchInput":${JSON.stringify(batchInput)},"Items":[`
  const emptyBytes = Buffer.byteLength(head) + 2
  const limit = Math.min(maxBytes, MAX_PAYLOAD_BYTES)
  let items: unknown[] = []
  let texts: string[] = []
  let bytes = emptyBytes

  const take = (): Batch => {
    const input = batchInput === undefined ? { Items: items } : { BatchInput: batchInput, Items: items }
    const batch = { input, text: `${head}${texts.join(",")}]}`, items: items.length }
    items = []
    texts = []
    bytes = emptyBytes
    return batch
  }

  return {
    add(item) {
      const text = JSON.stringify(item)
      const size = Buffer.byteLength(text) + (items.length === 0 ? 0 : 1)
      const isFull = items.length > 0 && (items.length === maxItems || bytes + size > limit)
      const full = isFull ? take() : undefined
      items.push(item)
      texts.push(text)
      bytes += isFull ? size - 1 : size
      if (bytes > MAX_PAYLOAD_BYTES) {
        const cause = `One item makes a child's input of ${bytes} bytes; ${MAX_PAYLOAD_BYTES} is the service limit: ${text.slice(0, 200)}`
        throw new StateFailed("States.DataLimitExceeded", cause)
      }
      return full
    },
    rest: () => (items.length === 0 ? undefined : take()),
  }
}

/** A map without ItemBatcher: each item is a child's input. */
export function makeSingles(): Batcher {
  let held: Batch | undefined
  const swap = (next: Batch | undefined) => {
    const batch = held
    held = next
    return batch
  }
  return {
    add: (item) => swap({ input: item, text: JSON.stringify(item), items: 1 }),
    rest: () => swap(undefined),
  }
}
