/** How many items may fail; where neither field is given, none. */
export type FailureThreshold = {
  /** `total` is undefined while items are still being read: a share cannot be told before. */
  isExceeded(failedItems: number, total: number | undefined): boolean
}

/** Exceeding either limit is exceeding. `percent` is 0 to 100. */
export function makeThreshold(count: number | undefined, percent: number | undefined): FailureThreshold {
  const none = count === undefined && percent === undefined
  return {
    isExceeded(failed, total) {
      if (failed === 0) return false
      if (none || failed > (count ?? Number.POSITIVE_INFINITY)) return true
      return percent !== undefined && total !== undefined && failed * 100 > percent * total
    },
  }
}
