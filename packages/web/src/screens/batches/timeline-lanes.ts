import type { BatchLine } from "@mapfold/core/status/batch-view"
import { durationOf } from "./batch-index.ts"

/** A batch on the timeline. Milliseconds from the first start. */
export type TimelineBar = {
  readonly line: BatchLine
  readonly start: number
  readonly end: number
  readonly lane: number
}

export type Timeline = {
  readonly bars: readonly TimelineBar[]
  /** As many as ran at a time, at most: the concurrency that was reached. */
  readonly lanes: number
  readonly startedAt: number
  readonly span: number
}

/** Each batch in the first lane that is free when it starts. `lines` are in the order of their start. */
export function packTimeline(lines: readonly BatchLine[], now: number): Timeline {
  const startedAt = lines[0] === undefined ? now : Date.parse(lines[0].startedAt)
  const freeAt: number[] = []
  let span = 0
  const bars = lines.map((line): TimelineBar => {
    const start = Date.parse(line.startedAt) - startedAt
    const end = start + durationOf(line, now)
    const free = freeAt.findIndex((moment) => moment <= start)
    const lane = free === -1 ? freeAt.length : free
    // One that took less than a millisecond still takes its place.
    freeAt[lane] = Math.max(end, start + 1)
    span = Math.max(span, end)
    return { line, start, end, lane }
  })
  return { bars, lanes: freeAt.length, startedAt, span: Math.max(span, 1) }
}

/** The bar at a moment and a lane; where bars are thinner than a pixel, the nearest within `slack` milliseconds. */
export function barAt(timeline: Timeline, moment: number, lane: number, slack: number): TimelineBar | null {
  let nearest: TimelineBar | null = null
  let distance = slack
  for (const bar of timeline.bars) {
    if (bar.lane !== lane) continue
    const away = moment < bar.start ? bar.start - moment : Math.max(0, moment - bar.end)
    if (away > distance || (away === distance && nearest !== null)) continue
    nearest = bar
    distance = away
  }
  return nearest
}

/** Round steps of an axis of `span` milliseconds, at most `most` of them. */
export function axisTicks(span: number, most: number): readonly number[] {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5]
  let step = steps.find((candidate) => span / candidate <= most) ?? 18e5
  while (span / step > most) step *= 2
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step)
}
