import { memo, useEffect, useRef, useState } from "react"
import { type Cell, drawCells } from "./draw-cells.ts"
import type { GridLayout } from "./grid-layout.ts"
import type { Palette } from "./palette.ts"

/** Pixels: so tall is a canvas of the grid, about: 2,000 small cells, drawn in a frame. */
const TILE_HEIGHT = 320
/** Pixels: a canvas is drawn while it is this near to what is seen. */
const MARGIN = 800

type GridTilesProps = {
  readonly layout: GridLayout
  /** Give a new function only when what it answers has changed. */
  readonly cellOf: (index: number) => Cell
  readonly palette: Palette
}

/** The cells as they are seen: canvases below one another. While one scrolls nothing is drawn, only moved. */
export const GridTiles = memo(function GridTiles({ layout, cellOf, palette }: GridTilesProps) {
  const rows = Math.max(1, Math.floor(TILE_HEIGHT / layout.pitch))
  const tiles = Math.ceil(layout.rows / rows)
  return (
    <div aria-hidden="true">
      {Array.from({ length: tiles }, (_, index) => index * rows).map((first) => (
        <GridTile
          key={first}
          first={first}
          count={Math.min(rows, layout.rows - first)}
          layout={layout}
          cellOf={cellOf}
          palette={palette}
        />
      ))}
    </div>
  )
})

type GridTileProps = GridTilesProps & { readonly first: number; readonly count: number }

function GridTile({ layout, first, count, cellOf, palette }: GridTileProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [isNear, setNear] = useState(false)
  const height = count * layout.pitch

  useEffect(() => {
    const element = canvas.current
    if (element === null) return
    // The margin is one of the place that scrolls: of the window's it would be of no use inside that place.
    // Several may come at once: the last is how it is now.
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      root: element.closest(".grid-room"),
      rootMargin: `${MARGIN}px`,
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext("2d")
    if (element == null || context == null || !isNear) return
    const ratio = Math.min(devicePixelRatio || 1, 2)
    element.width = Math.round(layout.width * ratio)
    element.height = Math.round(height * ratio)
    drawCells(context, layout, { first, count }, cellOf, palette)
    return () => {
      // Gives the memory back: a canvas far from what is seen keeps none.
      element.width = element.height = 0
    }
  }, [isNear, layout, first, count, cellOf, palette, height])

  return (
    <canvas ref={canvas} className="tile" style={{ width: `${layout.width}px`, height: `${height}px` }} />
  )
}
