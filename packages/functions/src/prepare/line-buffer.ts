/** Bytes: an object of a few lines needs no more. */
const FIRST_SIZE = 64 * 1024

/** JSON lines on their way into an object, as bytes: what is held is what will be written. */
export type LineBuffer = {
  /** Adds a value as a line. False, and nothing is added, where there would be more than `limit` bytes. */
  add(value: unknown): boolean
  /** What has been added since the last time. */
  take(): Uint8Array
  readonly length: number
}

/** Grows up to `limit` bytes. */
export function makeLineBuffer(limit: number): LineBuffer {
  const encoder = new TextEncoder()
  let bytes = new Uint8Array(Math.min(FIRST_SIZE, limit))
  let filled = 0

  return {
    add(value) {
      const line = encoder.encode(`${JSON.stringify(value)}\n`)
      if (filled + line.length > limit) return false
      if (filled + line.length > bytes.length) {
        const larger = new Uint8Array(Math.min(limit, Math.max(bytes.length * 2, filled + line.length)))
        larger.set(bytes.subarray(0, filled))
        bytes = larger
      }
      bytes.set(line, filled)
      filled += line.length
      return true
    },
    take() {
      const taken = bytes.slice(0, filled)
      filled = 0
      return taken
    },
    get length() {
      return filled
    },
  }
}
