import type { MaybePromise, ObjectReader } from "@mapfold/core/store/object-store"

/** Milliseconds, with fractions, from some moment on. */
export type Now = () => number

/** Where the time of a batch goes. */
export type Stopwatch = {
  /** The same object, the time of whose reads is counted. */
  timeReads(object: ObjectReader): ObjectReader
  /** Does it, and counts the time that it takes as reading. */
  reading<T>(act: () => MaybePromise<T>): MaybePromise<T>
  /** The same, as writing. */
  writing<T>(act: () => MaybePromise<T>): MaybePromise<T>
  /** Of the time so far; what was neither reading nor writing was computing. To a thousandth of a millisecond. */
  times(): {
    readonly durationMs: number
    readonly readMs: number
    readonly computeMs: number
    readonly writeMs: number
  }
}

/** A reading of the clock takes some 30 ns, and an object is read in two or three pieces: nothing beside its 50 µs. */
export function makeStopwatch(now: Now): Stopwatch {
  const started = now()
  let read = 0
  let written = 0

  function time<T>(act: () => MaybePromise<T>, add: (milliseconds: number) => void): MaybePromise<T> {
    const began = now()
    const done = act()
    if (done instanceof Promise) return done.finally(() => add(now() - began))
    add(now() - began)
    return done
  }
  const addRead = (milliseconds: number) => {
    read += milliseconds
  }
  const addWritten = (milliseconds: number) => {
    written += milliseconds
  }

  return {
    timeReads: (object) => ({
      size: object.size,
      etag: object.etag,
      read: (into) => time(() => object.read(into), addRead),
      close: () => object.close(),
    }),
    reading: (act) => time(act, addRead),
    writing: (act) => time(act, addWritten),
    times() {
      const [readMs, writeMs] = [toThousandths(read), toThousandths(written)]
      const computeMs = toThousandths(Math.max(0, now() - started - read - written))
      return { durationMs: toThousandths(readMs + computeMs + writeMs), readMs, computeMs, writeMs }
    },
  }
}

function toThousandths(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000
}
