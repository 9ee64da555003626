/** What is remembered of the answers of AWS, so that all viewers together cost one poll. */
export type Cache = {
  /**
   * What `read` answered less than `milliseconds` ago, else what it answers now. Whoever asks while it is being read waits
   * for the same answer. An error is told to all who wait and is not remembered.
   */
  get<T>(key: string, life: Life<T>, read: () => Promise<T>): Promise<T>
  /** Forgets every key that begins so; what is being read is not remembered. */
  forget(prefix: string): void
}

export type Life<T> = {
  readonly milliseconds: number | ((value: T) => number)
  /** Bytes that it takes in memory, more or less. */
  readonly weigh?: (value: T) => number
}

export type CacheOptions = {
  readonly clock: () => number
  /** The values used longest ago go first beyond either bound. */
  readonly maxEntries?: number
  readonly maxBytes?: number
}

type Entry = { readonly value: unknown; readonly until: number; readonly bytes: number }

/** Two lists of 1,000 batches a run, and what 30 runs are described by, are some 2,000 entries. */
const MAX_ENTRIES = 10_000
/** A fourth of what the API's function has. */
const MAX_BYTES = 64 * 1024 * 1024
/** Of a value that nobody weighs. */
const SOME_BYTES = 1_024

export function makeCache({ clock, maxEntries = MAX_ENTRIES, maxBytes = MAX_BYTES }: CacheOptions): Cache {
  // a Map keeps the order of insertion: an entry that is used is put in again, as the last
  const entries = new Map<string, Entry>()
  const reading = new Map<string, Promise<unknown>>()
  let bytes = 0

  function remove(key: string): void {
    bytes -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }

  function keep(key: string, entry: Entry): void {
    remove(key)
    if (entry.bytes > maxBytes) return
    entries.set(key, entry)
    bytes += entry.bytes
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries && bytes <= maxBytes) break
      remove(oldest)
    }
  }

  function find(key: string): Entry | null {
    const entry = entries.get(key)
    if (entry === undefined) return null
    entries.delete(key)
    if (entry.until <= clock()) {
      bytes -= entry.bytes
      return null
    }
    entries.set(key, entry)
    return entry
  }

  async function readAnew<T>(
    key: string,
    { milliseconds, weigh }: Life<T>,
    read: () => Promise<T>,
  ): Promise<T> {
    const answer = read()
    reading.set(key, answer)
    try {
      const value = await answer
      const life = typeof milliseconds === "number" ? milliseconds : milliseconds(value)
      const isWanted = reading.get(key) === answer
      if (isWanted) keep(key, { value, until: clock() + life, bytes: weigh?.(value) ?? SOME_BYTES })
      return value
    } finally {
      if (reading.get(key) === answer) reading.delete(key)
    }
  }

  return {
    async get<T>(key: string, life: Life<T>, read: () => Promise<T>): Promise<T> {
      const found = find(key)
      if (found !== null) return found.value as T
      return (reading.get(key) as Promise<T> | undefined) ?? readAnew(key, life, read)
    },
    forget(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) remove(key)
      for (const key of reading.keys()) if (key.startsWith(prefix)) reading.delete(key)
    },
  }
}
