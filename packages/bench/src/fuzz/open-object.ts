import type { ObjectReader } from "@mapfold/core/store/object-store"
import type { FuzzObject, Reading } from "./fuzz-case.ts"

/** What a reading fails with that is meant to fail. */
export class SourceBroke extends Error {
  override readonly name = "SourceBroke"
}

export const WHOLE: Reading = { pieces: [], isLate: false, failsAt: null }

/** Opens an object of a case, and counts how often it is closed. */
export function openObject({ bytes }: FuzzObject, { pieces, isLate, failsAt }: Reading) {
  let at = 0
  let turn = 0
  let closed = 0

  function take(into: Uint8Array): number {
    if (closed > 0) throw new Error("an object was read after it was closed")
    if (at === failsAt) throw new SourceBroke(`reading fails at byte ${failsAt}`)
    const size = pieces.length === 0 ? into.length : pieces[turn++ % pieces.length]!
    const end = Math.min(failsAt ?? bytes.length, at + Math.min(size, into.length))
    into.set(bytes.subarray(at, end))
    const count = end - at
    at = end
    return count
  }

  const reader: ObjectReader = {
    size: bytes.length,
    etag: '"1"',
    read: (into) => (isLate ? new Promise((resolve) => resolve(take(into))) : take(into)),
    close: () => {
      closed++
    },
  }
  return { reader, timesClosed: () => closed }
}
