import type { BatchLine } from "@mapfold/core/status/batch-view"
import { type PointerEvent, useEffect, useMemo, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"
import { useWidth } from "../../parts/use-width.ts"
import { useBatchWords } from "./batch-words.ts"
import { usePalette } from "./palette.ts"
import { drawTimeline, LANE, laneHeight } from "./timeline-canvas.ts"
import { axisTicks, barAt, packTimeline, type TimelineBar } from "./timeline-lanes.ts"

const TALLEST = 260
/** Pixels between two times below the timeline, at least. */
const TICK_ROOM = 86
/** A time further to the right would be cut. */
const LAST_TICK = 0.94
/** Pixels beside a bar that still mean it: a bar may be a pixel wide. */
const SLACK = 4

type BatchTimelineProps = {
  readonly lines: readonly BatchLine[]
  readonly slowest: readonly BatchLine[]
  readonly places: ReadonlyMap<string, number>
  /** As many lanes as there can be while the run goes on: the room is as tall from the first batch on. */
  readonly mostLanes: number | undefined
  readonly now: number
  readonly onOpen: (child: string) => void
}

/** When each batch ran, one lane for each that ran at a time. Whoever cannot point has the list of the slowest and the table. */
export function BatchTimeline({ lines, slowest, places, mostLanes, now, onOpen }: BatchTimelineProps) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const words = useBatchWords()
  const palette = usePalette()
  const place = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(place)
  const timeline = useMemo(() => packTimeline(lines, now), [lines, now])
  const height = Math.min(TALLEST, Math.max(3, mostLanes ?? timeline.lanes) * LANE)
  const ticks = useMemo(() => axisTicks(timeline.span, Math.max(1, width / TICK_ROOM)), [timeline, width])
  const [hovered, setHovered] = useState<TimelineBar | null>(null)

  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext("2d")
    if (element == null || context == null || width === 0) return
    const ratio = Math.min(devicePixelRatio || 1, 2)
    element.width = width * ratio
    element.height = height * ratio
    const named = new Set(slowest.map(({ child }) => child))
    drawTimeline(context, timeline, { width, height }, ticks, named, palette)
  }, [timeline, width, height, ticks, slowest, palette])

  function under({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>): TimelineBar | null {
    const { left, top } = currentTarget.getBoundingClientRect()
    const perPixel = timeline.span / Math.max(width, 1)
    const lane = Math.floor((clientY - top) / laneHeight(timeline, { width, height }))
    return barAt(timeline, (clientX - left) * perPixel, lane, SLACK * perPixel)
  }

  const label = t("timelineLabel", {
    batches: format.count(lines.length),
    span: format.duration(timeline.span),
    lanes: format.count(timeline.lanes),
  })
  return (
    <>
      <p className="cell-words figures" aria-hidden="true">
        {hovered === null
          ? t("lanes", { count: timeline.lanes, shown: format.count(timeline.lanes) })
          : words.cell({
              line: hovered.line,
              place: places.get(hovered.line.child) ?? 0,
              total: places.size,
              now,
            })}
      </p>
      <div ref={place} className="timeline" role="img" aria-label={label}>
        <canvas
          ref={canvas}
          className={hovered === null ? undefined : "pointed"}
          style={{ width: "100%", height: `${height}px` }}
          onPointerMove={(event) => setHovered(under(event))}
          onPointerLeave={() => setHovered(null)}
          onPointerUp={(event) => {
            const bar = under(event)
            if (bar !== null && event.button === 0) onOpen(bar.line.child)
          }}
        />
        <div className="ticks figures" aria-hidden="true">
          {ticks
            .filter((tick) => tick / timeline.span < LAST_TICK)
            .map((tick) => (
              <span key={tick} style={{ insetInlineStart: `${(tick / timeline.span) * 100}%` }}>
                {format.duration(tick)}
              </span>
            ))}
        </div>
      </div>
    </>
  )
}
