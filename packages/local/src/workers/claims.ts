/** Calls that a worker has been sent at a time, at most: enough for it to find the next one when it has answered one. */
export const MAX_SENT = 8

/** Ids that fit into a cell, which holds its call's id negated once the call has begun. */
export const MAX_ID = 2 ** 31 - 1

/**
 * Memory that a pool shares with a worker, in which each call that was sent has a cell: so both know for certain whether a
 * call has begun, and a call that has not can be taken back, even from a worker that is busy or has ended.
 */
export function makeClaimMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(MAX_SENT * Int32Array.BYTES_PER_ELEMENT)
}

/** Each call that is sent has a cell to itself, until it is answered or taken back. */
export function openClaims(memory: SharedArrayBuffer) {
  const cells = new Int32Array(memory)
  const cellOf = (id: number) => cells.indexOf(id)
  return {
    /** The pool sends the call. */
    offer: (id: number): void => void Atomics.store(cells, cellOf(0), id),
    /** The worker begins the call. False where it was taken back. */
    begin(id: number): boolean {
      const cell = cellOf(id)
      return cell !== -1 && Atomics.compareExchange(cells, cell, id, -id) === id
    },
    /** The pool takes the call back. False where it has begun. */
    takeBack(id: number): boolean {
      const cell = cellOf(id)
      return cell !== -1 && Atomics.compareExchange(cells, cell, id, 0) === id
    },
    /** The call was answered. */
    free(id: number): void {
      const cell = cellOf(-id)
      if (cell !== -1) Atomics.store(cells, cell, 0)
    },
  }
}

export type Claims = ReturnType<typeof openClaims>
