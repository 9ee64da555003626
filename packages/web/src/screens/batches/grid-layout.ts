/** Where each cell of the grid of batches is. Pixels of CSS; cells are counted row by row from 0. */
export type GridLayout = {
  readonly count: number
  readonly columns: number
  readonly rows: number
  /** From a cell's edge to the next one's. */
  readonly pitch: number
  /** Of the cell itself, without the gap. */
  readonly size: number
  readonly width: number
  readonly height: number
}

/** From few large cells to many small ones: 10 px still shows a cell's mark, and 10,000 of them fit on a screen. */
const PITCHES = [30, 24, 20, 16, 13, 10] as const

/** The largest cells of which all fit into `roomHeight`; below the smallest the grid grows downwards. */
export function layOutGrid(count: number, width: number, roomHeight: number): GridLayout {
  const fits = PITCHES.find((pitch) => Math.ceil(count / columnsOf(width, pitch)) * pitch <= roomHeight)
  const pitch = fits ?? PITCHES[PITCHES.length - 1]!
  const columns = columnsOf(width, pitch)
  const rows = Math.ceil(count / columns)
  const size = pitch - (pitch > 16 ? 3 : 2)
  return { count, columns, rows, pitch, size, width: columns * pitch, height: rows * pitch }
}

/** The corner of a cell. */
export function cellAt(layout: GridLayout, index: number): { readonly x: number; readonly y: number } {
  return { x: (index % layout.columns) * layout.pitch, y: Math.floor(index / layout.columns) * layout.pitch }
}

/** The cell under a point; null beside them. The gap belongs to the cell before it: there is no dead ground. */
export function cellUnder(layout: GridLayout, x: number, y: number): number | null {
  const column = Math.floor(x / layout.pitch)
  const row = Math.floor(y / layout.pitch)
  if (column < 0 || row < 0 || column >= layout.columns) return null
  const index = row * layout.columns + column
  return index < layout.count ? index : null
}

/** Where a key leads from a cell; null for a key that is not the grid's. Nothing leads out of the grid. */
export function moveInGrid(layout: GridLayout, from: number, key: string, pageRows = 8): number | null {
  const { columns, count } = layout
  const last = count - 1
  if (last < 0) return null
  const column = from % columns
  const byRows = (rows: number) => {
    const lastRow = Math.floor(last / columns)
    const row = Math.min(Math.max(Math.floor(from / columns) + rows, 0), lastRow)
    return Math.min(row * columns + column, last)
  }
  switch (key) {
    case "ArrowRight":
      return Math.min(from + 1, last)
    case "ArrowLeft":
      return Math.max(from - 1, 0)
    case "ArrowDown":
      return byRows(1)
    case "ArrowUp":
      return byRows(-1)
    case "PageDown":
      return byRows(pageRows)
    case "PageUp":
      return byRows(-pageRows)
    case "Home":
      return 0
    case "End":
      return last
    default:
      return null
  }
}

function columnsOf(width: number, pitch: number): number {
  return Math.max(1, Math.floor(width / pitch))
}
