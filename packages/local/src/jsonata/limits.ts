/** What one evaluation may take: over 256 KiB of input, a sensible expression takes milliseconds. */
export const LIMITS = {
  /** Nested evaluations; jsonata's own frames take several of Node's, whose stack ends at about 10,000. */
  stack: 500,
  /** Elements of a sequence: 256 KiB of input hold at most half as many. */
  sequence: 262_144,
} as const

/** Milliseconds between the first step and the last of what shares its thread: others run there meanwhile. */
export const SHARED_TIMEOUT = 30_000

/**
 * Milliseconds of a processor that an evaluation in a thread of its own may take. It is no time on the clock: where all
 * processors are busy with functions, an evaluation of 50 ms takes a second.
 */
export const APART_WORK = 1_000

/** Milliseconds on the clock that it may take, however busy the machine is: jsonata's own limit, and the thread's end. */
export const APART_TIMEOUT = 14_000
export const APART_END = 15_000

/** Of that thread's heap, in MB: a value as large as a state may hold takes about ten. */
export const APART_HEAP_MEGABYTES = 128

/** Characters of a string, and of a whole value: 256 KiB is what a state can take. */
export const MAX_TEXT = 2 ** 20
