import { toneOf } from "../../parts/tone.ts"
import type { Palette } from "./palette.ts"
import type { Timeline, TimelineBar } from "./timeline-lanes.ts"

/** Where the timeline is drawn. Pixels of CSS. */
export type TimelineRoom = { readonly width: number; readonly height: number }

/** Pixels: a lane is no taller, however few there are. */
export const LANE = 22

export function laneHeight({ lanes }: Timeline, { height }: TimelineRoom): number {
  return lanes === 0 ? LANE : Math.min(LANE, height / lanes)
}

/** Bars from the left to the right, the slowest ones with an outline. More lanes than pixels lie over one another. */
export function drawTimeline(
  context: CanvasRenderingContext2D,
  timeline: Timeline,
  room: TimelineRoom,
  ticks: readonly number[],
  slowest: ReadonlySet<string>,
  palette: Palette,
): void {
  const { canvas } = context
  const ratio = canvas.width / room.width
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, room.width, room.height)
  const perMs = room.width / timeline.span
  context.fillStyle = palette.line
  for (const tick of ticks) context.fillRect(Math.round(tick * perMs), 0, 1, room.height)
  const height = laneHeight(timeline, room)
  const gap = height >= 4 ? 1 : 0
  for (const bar of timeline.bars) {
    const { x, width } = barRoom(bar, perMs)
    context.fillStyle = palette[toneOf(bar.line.status)]
    context.globalAlpha = bar.line.status === "SUCCEEDED" ? 0.55 : 1
    context.fillRect(x, bar.lane * height, width, Math.max(height - gap, 1))
  }
  context.globalAlpha = 1
  context.strokeStyle = palette.ink
  context.lineWidth = 1.5
  for (const bar of timeline.bars) {
    if (!slowest.has(bar.line.child)) continue
    const { x, width } = barRoom(bar, perMs)
    const tall = Math.max(height - gap, 5)
    context.strokeRect(
      x + 0.75,
      bar.lane * height + 0.75 - (tall - (height - gap)) / 2,
      Math.max(width - 1.5, 2),
      tall - 1.5,
    )
  }
}

function barRoom({ start, end }: TimelineBar, perMs: number): { readonly x: number; readonly width: number } {
  return { x: start * perMs, width: Math.max((end - start) * perMs, 1) }
}
