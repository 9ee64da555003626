/** Keeps the first `limit` of what it is given, in an order, in memory for twice as many; ties keep the order of arrival. */
export type FirstFew<T> = { add(value: T): void; values(): readonly T[] }

export function makeFirstFew<T>(limit: number, compare: (left: T, right: T) => number): FirstFew<T> {
  let kept: T[] = []

  function trim(): void {
    kept = kept.sort(compare).slice(0, limit)
  }

  return {
    add(value) {
      kept.push(value)
      if (kept.length >= limit * 2) trim()
    },
    values() {
      trim()
      return kept
    },
  }
}
