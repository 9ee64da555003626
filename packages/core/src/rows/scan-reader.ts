import { RowTooLong } from "../errors.ts"
import type { MaybePromise } from "../store/object-store.ts"
import type { RowBlock } from "./row-block.ts"
import type { RowReader } from "./row-reader.ts"
import { MAX_ROW_BYTES, type Window } from "./window.ts"

/** What a format brings to the loop that all formats share. */
export type RowScan = {
  /** Starts an object. */
  begin(): void
  /** Takes what stands before the first row; answers whether it was all in the window. Throws where it is no good. */
  takeHead(window: Window): boolean
  /** Finds rows in the window and advances it past them. Throws where the object is no good. */
  scan(window: Window): number
  /** The line of the first byte that no row covers, counted from 1. */
  line(): number
  /** The object has ended, its last byte is in a row or behind one: throws where that is not the whole of it. */
  finish(): void
  makeBlock(count: number): RowBlock
}

/** Takes objects apart with a scan, in a window that slides over them. */
export function makeScanReader(window: Window, format: RowScan): RowReader {
  let hasHead = false
  let isDone = true

  function next(): MaybePromise<RowBlock | null> {
    while (!isDone) {
      const filled = window.fill()
      if (filled !== undefined) return filled.then(next)
      if (!hasHead) hasHead = format.takeHead(window)
      if (hasHead) {
        const count = format.scan(window)
        // Before the end is judged: what is wrong with an earlier row is told first.
        const block = count > 0 ? format.makeBlock(count) : null
        isDone = window.atEnd && window.from === window.end
        if (isDone) format.finish()
        if (block !== null || isDone) return block
      }
      if (!window.makeRoom()) throw new RowTooLong(hasHead ? format.line() : 1, MAX_ROW_BYTES)
    }
    return null
  }

  return {
    open(source) {
      window.open(source)
      format.begin()
      hasHead = false
      isDone = false
    },
    next,
    isDone: () => isDone,
  }
}
