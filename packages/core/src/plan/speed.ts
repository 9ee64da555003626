/** How long things take on an engine: measured for one, reckoned for the other; enough to tell seconds from minutes. */
export type Speed = {
  /** Seconds before the first batch and after the last one that a run of any size has. */
  readonly fixedSeconds: number
  /** Objects that the item reader lists a second. */
  readonly listedPerSecond: number
  /** Milliseconds of Process for a batch, an object and a megabyte (1,000,000 bytes). */
  readonly process: { readonly batch: number; readonly object: number; readonly megabyte: number }
  /** Milliseconds of Reduce for a batch. */
  readonly reduceBatch: number
  /** Children at a time that there is room for, whatever the run allows. */
  readonly parallel: number
}

/**
 * AWS: a page of a listing, 1,000 objects, takes some 100 ms. A GET waits 20 ms for its first byte, with eight of them open at a
 * time, and costs a millisecond of the client's; a megabyte takes 12 ms to arrive at 80 MB/s, the most that one function gets,
 * and to decode. A batch begins with a new environment (300 ms) and ends with two puts. Lambda adds 1,000 environments in 10 s.
 */
export const AWS_SPEED: Speed = {
  fixedSeconds: 4,
  listedPerSecond: 10_000,
  process: { batch: 400, object: 4, megabyte: 15 },
  reduceBatch: 4,
  parallel: 1_000,
}

/** This machine: 938 MB in 12,311 files took 0.68 s of one thread with the files in memory; a disk is slower. */
export function localSpeed(threads: number): Speed {
  return {
    fixedSeconds: 0.2,
    listedPerSecond: 100_000,
    process: { batch: 2, object: 0.05, megabyte: 1.2 },
    reduceBatch: 1,
    parallel: threads,
  }
}
