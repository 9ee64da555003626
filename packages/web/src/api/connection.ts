/** Whether the status API answers; what the banner on top of every page shows. */
export type Connection = {
  isLost(): boolean
  report(isLost: boolean): void
  /** Answers the function that ends it. */
  subscribe(listener: () => void): () => void
}

export function makeConnection(): Connection {
  const listeners = new Set<() => void>()
  let lost = false
  return {
    isLost: () => lost,
    report(isLost) {
      if (isLost === lost) return
      lost = isLost
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const connection = makeConnection()
