import type { MaybePromise } from "../store/object-store.ts"
import type { RowBlock } from "./row-block.ts"

/** Where an object's bytes come from: fills `into` from its start, answers how many there were, 0 at the end. */
export type ByteSource = { read(into: Uint8Array): MaybePromise<number> }

/** Takes objects apart into rows, one object after another, in one window of memory. */
export type RowReader = {
  /** Starts an object; what an earlier one left is forgotten. */
  open(source: ByteSource): void
  /**
   * The next rows, or null at the end. Throws an `ObjectError` where the object as a whole cannot be read: its earlier
   * rows must then not count either.
   */
  next(): MaybePromise<RowBlock | null>
  /** Whether the block last answered was the last one, and the object has been read to a sound end. */
  isDone(): boolean
}
