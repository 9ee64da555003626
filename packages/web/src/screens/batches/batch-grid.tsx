import type { BatchLine } from "@mapfold/core/status/batch-view"
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react"
import { useTranslation } from "react-i18next"
import { useWidth } from "../../parts/use-width.ts"
import { durationOf } from "./batch-index.ts"
import { useBatchWords } from "./batch-words.ts"
import type { Cell } from "./draw-cells.ts"
import { type DurationScale, SHADES } from "./duration-shade.ts"
import { cellAt, cellUnder, layOutGrid, moveInGrid } from "./grid-layout.ts"
import { GridTiles } from "./grid-tiles.tsx"
import { usePalette } from "./palette.ts"

/** Pixels: as tall as the grid is without scrolling. */
const ROOM = 520

type BatchGridProps = {
  readonly lines: readonly BatchLine[]
  /** Batches that have not started: cells behind the others, which nothing is known of. */
  readonly pending: number
  /** The place of each batch by its start, 1 the first, among all. */
  readonly places: ReadonlyMap<string, number>
  readonly troubled: ReadonlySet<string>
  readonly scale: DurationScale
  readonly now: number
  readonly open: string | undefined
  readonly onOpen: (child: string) => void
}

/**
 * A cell a batch. What is seen is a canvas; the one cell that is pointed at or focused is an element over it, which says
 * what it is, moves by the arrow keys and opens by Enter. The table has the same batches for whoever would rather read.
 */
export function BatchGrid({ lines, pending, places, troubled, scale, now, open, onOpen }: BatchGridProps) {
  const { t } = useTranslation("batches")
  const words = useBatchWords()
  const place = useRef<HTMLDivElement>(null)
  const palette = usePalette()
  const width = useWidth(place)
  const total = lines.length + pending
  const layout = useMemo(() => layOutGrid(total, Math.max(width, 60), ROOM), [total, width])
  const [focused, setFocused] = useState(0)
  const [hovered, setHovered] = useState<number | null>(null)
  const isMoved = useRef(false)
  const focus = Math.min(focused, Math.max(0, total - 1))

  const cellOf = useCallback(
    (index: number): Cell => {
      const line = lines[index]
      if (line === undefined) return { status: "PENDING", shade: 0, isTroubled: false }
      const shade = line.endedAt === null ? SHADES - 1 : scale.shadeOf(durationOf(line, 0))
      return { status: line.status, shade, isTroubled: troubled.has(line.child) }
    },
    [lines, scale, troubled],
  )

  // The focused element is another one for each cell, so that a screen reader tells it; it takes the focus when a key moved it.
  const takeFocus = useCallback((element: HTMLElement | null) => {
    if (element === null || !isMoved.current) return
    isMoved.current = false
    element.focus({ preventScroll: true })
    element.scrollIntoView({ block: "nearest" })
  }, [])

  const openIndex = useMemo(() => lines.findIndex(({ child }) => child === open), [lines, open])
  useEffect(() => {
    if (openIndex !== -1) setFocused(openIndex)
  }, [openIndex])

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const line = lines[focus]
    if ((event.key === "Enter" || event.key === " ") && line !== undefined) {
      event.preventDefault()
      onOpen(line.child)
      return
    }
    const to = moveInGrid(layout, focus, event.key)
    if (to === null) return
    event.preventDefault()
    isMoved.current = to !== focus
    setFocused(to)
  }

  function under({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>): number | null {
    const { left, top } = currentTarget.getBoundingClientRect()
    return cellUnder(layout, clientX - left, clientY - top)
  }

  const shown = hovered ?? focus
  const text = (index: number) => {
    const line = lines[index]
    const place = line === undefined ? places.size + index - lines.length + 1 : (places.get(line.child) ?? 0)
    const isTroubled = line !== undefined && troubled.has(line.child)
    return words.cell({ line, place, total: places.size + pending, isTroubled, now })
  }

  return (
    <>
      <p className="cell-words figures" aria-hidden="true">
        {total === 0 ? t("point") : text(Math.min(shown, total - 1))}
      </p>
      <div className="grid-room" ref={place} style={{ maxHeight: `${ROOM + 4}px` }}>
        {/* biome-ignore lint/a11y/useSemanticElements: a table of 10,000 elements is what this grid is instead of */}
        <div
          className="cells"
          role="grid"
          aria-label={t("gridLabel")}
          aria-rowcount={layout.rows}
          aria-colcount={layout.columns}
          style={{ width: `${layout.width}px`, height: `${layout.height}px` }}
          onKeyDown={onKeyDown}
          onPointerMove={(event) => setHovered(under(event))}
          onPointerLeave={() => setHovered(null)}
          onPointerUp={(event) => {
            const index = under(event)
            const line = index === null ? undefined : lines[index]
            if (index === null || line === undefined || event.button !== 0) return
            setFocused(index)
            onOpen(line.child)
          }}
        >
          <GridTiles layout={layout} cellOf={cellOf} palette={palette} />
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: its cell has the focus */}
          <div role="row" aria-rowindex={Math.floor(focus / layout.columns) + 1}>
            {/* biome-ignore lint/a11y/useSemanticElements: see above */}
            <div
              key={focus}
              ref={takeFocus}
              role="gridcell"
              className="cell-ring cell-focus"
              tabIndex={0}
              aria-colindex={(focus % layout.columns) + 1}
              aria-label={total === 0 ? t("point") : text(focus)}
              aria-selected={focus === openIndex}
              style={ringAt(layout, focus)}
            />
          </div>
          {hovered !== null && (
            <div className="cell-ring cell-hover" aria-hidden="true" style={ringAt(layout, hovered)} />
          )}
          {openIndex !== -1 && (
            <div className="cell-ring cell-open" aria-hidden="true" style={ringAt(layout, openIndex)} />
          )}
        </div>
      </div>
    </>
  )
}

function ringAt(layout: ReturnType<typeof layOutGrid>, index: number) {
  const { x, y } = cellAt(layout, index)
  const size = `${layout.size}px`
  return { transform: `translate(${x}px, ${y}px)`, width: size, height: size }
}
