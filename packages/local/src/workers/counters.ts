/** What workers have done so far. */
export type Counts = { readonly objects: number; readonly rows: number; readonly bytes: number }

export type Counters = { add(counts: Counts): void }

/** Numbers of 8 bytes in a cache line of 64: workers that count do not wait for each other. */
const STRIDE = 8

/** Shared memory for so many workers, which hand it from thread to thread. The first line deals the slots out. */
export function makeCounterMemory(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer((workers + 1) * STRIDE * BigInt64Array.BYTES_PER_ELEMENT)
}

/** A worker's own slot. Workers that replace others take slots anew, from the first one on again. */
export function openCounters(memory: SharedArrayBuffer): Counters {
  const cells = new BigInt64Array(memory)
  const slots = cells.length / STRIDE - 1
  const at = (1 + (Number(Atomics.add(cells, 0, 1n)) % slots)) * STRIDE
  return {
    add({ objects, rows, bytes }) {
      Atomics.add(cells, at, BigInt(objects))
      Atomics.add(cells, at + 1, BigInt(rows))
      Atomics.add(cells, at + 2, BigInt(bytes))
    },
  }
}

/** The sum over all workers. */
export function readCounters(memory: SharedArrayBuffer): Counts {
  const cells = new BigInt64Array(memory)
  const sum = (field: number) => {
    let total = 0n
    for (let at = STRIDE + field; at < cells.length; at += STRIDE) total += Atomics.load(cells, at)
    return Number(total)
  }
  return { objects: sum(0), rows: sum(1), bytes: sum(2) }
}
