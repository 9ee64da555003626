/** Samples of the process's resident memory while it fuzzes, in MB. */
export type MemoryWatch = {
  sample(): void
  judge(): MemoryVerdict
}

export type MemoryVerdict = {
  readonly early: number
  readonly late: number
  readonly most: number
  /** What `late` may come to. */
  readonly limit: number
}

/** Medians differ by this much from one minute to the next without anything growing. MB. */
const SLACK = 150

/** The first tenth is warming up: it does not count. `early` is the median of the third after it, `late` of the last third. */
export function makeMemoryWatch(read = () => process.memoryUsage.rss() / 1e6): MemoryWatch {
  const samples: number[] = []
  return {
    sample: () => samples.push(Math.round(read())),
    judge() {
      const warm = samples.slice(Math.floor(samples.length / 10))
      const third = Math.max(1, Math.floor(warm.length / 3))
      const early = median(warm.slice(0, third))
      const late = median(warm.slice(-third))
      return { early, late, most: Math.max(0, ...samples), limit: Math.round(early * 1.2 + SLACK) }
    },
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
