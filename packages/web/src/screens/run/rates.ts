import type { BatchLine } from "@mapfold/core/status/batch-view"

/** A slice of the run's time. Milliseconds since `start`. */
export type Rate = {
  readonly from: number
  readonly to: number
  /** Objects of batches that succeeded, spread over the time that each batch took. */
  readonly objectsPerSecond: number
  /** Batches at a time, on average. */
  readonly running: number
}

export type Rates = {
  readonly slices: readonly Rate[]
  /** Milliseconds since the start. Batches that still run began after it, so objects are yet to be counted there. */
  readonly settledUntil: number
  readonly span: number
}

/** How many objects were done a second, and how many batches ran, in `count` slices of equal length from `start` to `end`. */
export function ratesOf(lines: readonly BatchLine[], start: number, end: number, count: number): Rates {
  const span = Math.max(1, end - start)
  const length = span / count
  const objects = new Float64Array(count)
  const busy = new Float64Array(count)
  let settledUntil = span
  for (const line of lines) {
    const from = clamp(Date.parse(line.startedAt) - start, 0, span)
    const isRunning = line.endedAt === null
    const to = isRunning ? span : clamp(Date.parse(line.endedAt) - start, from, span)
    if (isRunning) settledUntil = Math.min(settledUntil, from)
    // A batch shorter than the clock can tell still did its objects: it is given a moment.
    const duration = Math.max(1, to - from)
    const perMs = line.status === "SUCCEEDED" ? line.items / duration : 0
    spread(from, from + duration, length, count, (slice, overlap) => {
      objects[slice]! += perMs * overlap
      busy[slice]! += overlap
    })
  }
  const slices = Array.from({ length: count }, (_, slice) => ({
    ...{ from: slice * length, to: (slice + 1) * length },
    objectsPerSecond: (objects[slice]! / length) * 1_000,
    running: busy[slice]! / length,
  }))
  return { slices, settledUntil, span }
}

/** The last that is known of any batch, in milliseconds since 1970: the list may be fresher than what is known of the run. */
export function latestOf(lines: readonly BatchLine[]): number {
  return lines.reduce((latest, line) => Math.max(latest, Date.parse(line.endedAt ?? line.startedAt)), 0)
}

type Add = (slice: number, overlapMs: number) => void

/** Gives each slice the part of a time that lies in it; what lies beyond the last one is the last one's. */
function spread(from: number, to: number, length: number, count: number, add: Add): void {
  const first = Math.min(count - 1, Math.floor(from / length))
  const last = Math.min(count - 1, Math.floor(to / length))
  for (let slice = first; slice <= last; slice++) {
    const begin = Math.max(from, slice * length)
    const stop = slice === last ? to : Math.min(to, (slice + 1) * length)
    if (stop > begin) add(slice, stop - begin)
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
