/** A result's rows as text. Any job's: the header and the alignment come from the rows themselves. */

export type Row = Readonly<Record<string, unknown>>

/** More than a screen of them helps nobody; the result has all. */
const MAX_ROWS = 50

/** Columns as wide as their widest cell, numbers to the right. Ends in a line feed. */
export function renderTable(rows: readonly Row[]): string {
  if (rows.length === 0) return "(no rows)\n"
  const shown = rows.slice(0, MAX_ROWS)
  const columns = Object.keys(rows[0]!).map((name) => makeColumn(name, shown))
  const lines = [
    columns.map(({ header }) => header),
    ...shown.map((row) => columns.map(({ cell }) => cell(row))),
  ]
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => [...cells[index]!].length)))
  const text = lines.map((cells) =>
    cells
      .map((cell, index) => align(cell, widths[index]!, columns[index]!.numeric))
      .join("  ")
      .trimEnd(),
  )
  const left = rows.length - shown.length
  return `${text.join("\n")}\n${left > 0 ? `… and ${left} more rows in the result\n` : ""}`
}

/** `meanTempF` is `mean temp °F`; other names are split into their words. */
export function headerOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`)
  return words.replace(/ f$/, " °F")
}

type TableColumn = { header: string; numeric: boolean; cell: (row: Row) => string }

function makeColumn(name: string, rows: readonly Row[]): TableColumn {
  const header = headerOf(name)
  const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined)
  const numeric = values.length > 0 && values.every((value) => typeof value === "number")
  const decimals = numeric ? decimalsOf(values, header.endsWith("°F")) : 0
  return { header, numeric, cell: (row) => format(row[name], decimals) }
}

/** One for measured numbers, four where all are shares of a whole. */
function decimalsOf(values: readonly number[], isMeasured: boolean): number {
  if (!isMeasured && values.every(Number.isInteger)) return 0
  return !isMeasured && values.every((value) => Math.abs(value) <= 1) ? 4 : 1
}

function format(value: unknown, decimals: number): string {
  if (value === null || value === undefined) return "–"
  if (typeof value === "number") return decimals > 0 ? value.toFixed(decimals) : String(value)
  return oneLine(typeof value === "string" ? value : JSON.stringify(value))
}

/** Text comes from files that anybody wrote: no control character of it may reach the terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, "?")
}

function align(cell: string, width: number, right: boolean): string {
  const space = " ".repeat(width - [...cell].length)
  return right ? space + cell : cell + space
}
