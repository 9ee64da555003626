import type { MaybePromise } from "../store/object-store.ts"
import type { ByteSource } from "./row-reader.ts"
import type { ScanMemory } from "./scan-memory.ts"

/** A window that most files of measurements fit into whole. */
export const WINDOW_BYTES = 1024 * 1024
/** The longest row: a window grows up to it. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024

/** The part of an object that is in memory: its bytes from `from` to `end`, as addresses. */
export type Window = {
  readonly from: number
  readonly end: number
  /** The source has no more bytes than those that are here. */
  readonly atEnd: boolean
  open(source: ByteSource): void
  /** Reads until the window is full or the source is at its end. */
  fill(): MaybePromise<void>
  /** The bytes up to this address are done with. */
  advance(to: number): void
  /** Makes room for more of the row that begins at `from`; answers whether it could: a row has a largest length. */
  makeRoom(): boolean
  bytes(): Uint8Array
}

export function makeWindow(scan: ScanMemory): Window {
  let source: ByteSource
  let from = scan.windowAt
  let end = from
  let atEnd = false

  function accept(count: number): void {
    if (count === 0) atEnd = true
    end += count
  }

  function fill(): MaybePromise<void> {
    while (!atEnd && end < scan.views().windowEnd) {
      const { bytes, windowEnd } = scan.views()
      const count = source.read(bytes.subarray(end, windowEnd))
      if (typeof count !== "number") {
        return count.then((later) => {
          accept(later)
          return fill()
        })
      }
      accept(count)
    }
  }

  function makeRoom(): boolean {
    const length = end - from
    if (from > scan.windowAt) {
      scan.views().bytes.copyWithin(scan.windowAt, from, end)
      from = scan.windowAt
      end = from + length
      return true
    }
    if (length >= MAX_ROW_BYTES) return false
    scan.growWindow(Math.min(length * 2, MAX_ROW_BYTES))
    return true
  }

  return {
    get from() {
      return from
    },
    get end() {
      return end
    },
    get atEnd() {
      return atEnd
    },
    open(next) {
      scan.resetWindow()
      source = next
      from = scan.windowAt
      end = from
      atEnd = false
    },
    fill,
    advance(to) {
      from = to
    },
    makeRoom,
    bytes: () => scan.views().bytes.subarray(from, end),
  }
}
