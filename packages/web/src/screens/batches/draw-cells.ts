import type { BatchStatus } from "@mapfold/core/status/batch-view"
import { toneOf } from "../../parts/tone.ts"
import { SHADES } from "./duration-shade.ts"
import { cellAt, type GridLayout } from "./grid-layout.ts"
import type { Palette } from "./palette.ts"

/** How much of its state's colour a cell is filled with, from the shortest to the longest. The border has all of it. */
const FILLS = [0.22, 0.38, 0.56, 0.78, 1] as const
/** Small cells have no border, which would be most of them: what they are filled with has to be seen by itself. */
const SMALL_FILLS = [0.5, 0.6, 0.72, 0.86, 1] as const
/** Pixels of a cell from which on it has a border. */
const BORDERED = 10
/** From here on a mark in the colour of the sheet is seen better than one in the state's own. */
const DARK_FILL = 3

export type Cell = {
  readonly status: BatchStatus
  readonly shade: number
  /** It succeeded, but not all objects or records of it did. */
  readonly isTroubled: boolean
}

/**
 * Draws rows of the grid onto a canvas that begins at the first of them. Each kind of cell is drawn once and then copied:
 * 5,000 cells take a few milliseconds.
 */
export function drawCells(
  context: CanvasRenderingContext2D,
  layout: GridLayout,
  rows: { readonly first: number; readonly count: number },
  cellOf: (index: number) => Cell,
  palette: Palette,
): void {
  const { canvas } = context
  const ratio = canvas.width / layout.width
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  const stamps = new Map<string, HTMLCanvasElement>()
  const last = Math.min(layout.count, (rows.first + rows.count) * layout.columns)
  for (let index = rows.first * layout.columns; index < last; index++) {
    const cell = cellOf(index)
    const kind = `${cell.status}${cell.shade}${cell.isTroubled}`
    const stamp = stamps.get(kind) ?? makeStamp(cell, layout.size, ratio, palette)
    stamps.set(kind, stamp)
    const { x, y } = cellAt(layout, index)
    context.drawImage(stamp, Math.round(x * ratio), Math.round((y - rows.first * layout.pitch) * ratio))
  }
}

/** A cell of its own canvas. */
function makeStamp(cell: Cell, size: number, ratio: number, palette: Palette): HTMLCanvasElement {
  const canvas = document.createElement("canvas")
  canvas.width = canvas.height = Math.round(size * ratio)
  const context = canvas.getContext("2d")
  if (context === null) return canvas
  context.scale(canvas.width / size, canvas.height / size)
  drawCell(context, cell, size, palette)
  return canvas
}

/** One cell at the origin: the state by colour and by mark, the duration by how full it is. */
export function drawCell(
  context: CanvasRenderingContext2D,
  { status, shade, isTroubled }: Cell,
  size: number,
  palette: Palette,
): void {
  const colour = palette[toneOf(status)]
  const isSmall = size < BORDERED
  const fill = (isSmall ? SMALL_FILLS : FILLS)[Math.min(Math.max(shade, 0), SHADES - 1)]!
  const line = size < 12 ? 1 : 1.4
  context.strokeStyle = colour
  context.fillStyle = colour
  context.lineWidth = line
  if (status === "PENDING") {
    context.globalAlpha = 0.75
    context.setLineDash([2, 2])
    context.strokeRect(line / 2, line / 2, size - line, size - line)
    return
  }
  if (status === "RUNNING") {
    context.strokeRect(line / 2, line / 2, size - line, size - line)
    path(context, size, [
      [0.32, 0.22],
      [0.8, 0.5],
      [0.32, 0.78],
    ])
    context.fill()
    return
  }
  context.globalAlpha = fill
  context.fillRect(0, 0, size, size)
  context.globalAlpha = 1
  if (!isSmall) context.strokeRect(line / 2, line / 2, size - line, size - line)
  if (status === "SUCCEEDED") {
    if (isTroubled) drawNotch(context, size, palette)
    return
  }
  context.strokeStyle = context.fillStyle = shade >= DARK_FILL ? palette.sheet : palette.ink
  context.lineWidth = Math.max(1.2, size / 9)
  if (status === "FAILED") {
    path(context, size, [
      [0.24, 0.24],
      [0.76, 0.76],
    ])
    context.stroke()
    path(context, size, [
      [0.76, 0.24],
      [0.24, 0.76],
    ])
    context.stroke()
  } else if (status === "TIMED_OUT") {
    path(context, size, [
      [0.24, 0.22],
      [0.76, 0.22],
      [0.24, 0.78],
      [0.76, 0.78],
    ])
    context.closePath()
    context.fill()
  } else {
    context.fillRect(size * 0.3, size * 0.3, size * 0.4, size * 0.4)
  }
}

/** A corner in the colour of failures, set off from the rest. */
function drawNotch(context: CanvasRenderingContext2D, size: number, palette: Palette): void {
  path(context, size, [
    [0.34, 0],
    [1, 0],
    [1, 0.66],
  ])
  context.closePath()
  context.fillStyle = palette.bad
  context.fill()
  context.strokeStyle = palette.sheet
  context.lineWidth = Math.max(1, size / 16)
  path(context, size, [
    [0.34, 0],
    [1, 0.66],
  ])
  context.stroke()
}

function path(
  context: CanvasRenderingContext2D,
  size: number,
  points: readonly (readonly [number, number])[],
) {
  context.beginPath()
  for (const [x, y] of points) context.lineTo(x * size, y * size)
}
