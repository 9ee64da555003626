import type { ObjectReader } from "../store/object-store.ts"

/** Bytes: as much as a request for a small file brings. */
const FIRST_SIZE = 64 * 1024

/** The part of an object that is being looked at. */
export type ByteWindow = {
  /** The bytes at hand; what was answered before is no longer valid after `more` or `drop`. */
  bytes(): Uint8Array
  /** Where in the object they begin. */
  offset(): number
  /** Reads on behind them; false at the object's end. Throws `SyntaxError` where there are `limit` of them already. */
  more(): Promise<boolean>
  /** Gives up the first ones. */
  drop(count: number): void
}

/** Holds twice as many bytes as were needed at once, and never more than `limit`. */
export function makeByteWindow(reader: ObjectReader, limit: number): ByteWindow {
  let buffer = new Uint8Array(Math.min(FIRST_SIZE, limit))
  let filled = 0
  let offset = 0

  function grow(): void {
    if (buffer.length >= limit)
      throw new SyntaxError(`the object at byte ${offset} has more than ${limit} bytes`)
    const larger = new Uint8Array(Math.min(buffer.length * 2, limit))
    larger.set(buffer)
    buffer = larger
  }

  return {
    bytes: () => buffer.subarray(0, filled),
    offset: () => offset,
    async more() {
      if (filled === buffer.length) grow()
      const count = await reader.read(buffer.subarray(filled))
      filled += count
      return count > 0
    },
    drop(count) {
      buffer.copyWithin(0, count, filled)
      filled -= count
      offset += count
    },
  }
}
