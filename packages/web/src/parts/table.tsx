import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"

export type Column<Row> = {
  readonly id: string
  readonly title: string
  cell(row: Row): ReactNode
  /** Numbers stand at the right, digit under digit. */
  readonly isNumber?: boolean
  /** Left out on narrow screens. */
  readonly isMinor?: boolean
  /** Present where the table can be sorted by it. */
  readonly onSort?: () => void
  readonly sorted?: "ascending" | "descending" | undefined
}

type TableProps<Row> = {
  /** What the table is, read aloud before it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  rowKey(row: Row): string
  rowClass?(row: Row): string
}

/** A table that scrolls sideways in its own place where it is too wide. */
export function Table<Row>({ caption, columns, rows, rowKey, rowClass }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="table-place" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cellClass(column)} aria-sort={column.sorted}>
                <Heading column={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={rowClass?.(row)}>
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Heading<Row>({ column: { title, onSort, sorted } }: { readonly column: Column<Row> }) {
  const { t } = useTranslation("parts")
  if (onSort === undefined) return title
  return (
    <button type="button" className="sort" onClick={onSort} title={t("sortBy", { column: title })}>
      {title}
      <span aria-hidden="true">{sorted === "ascending" ? " ▲" : sorted === "descending" ? " ▼" : ""}</span>
    </button>
  )
}

function cellClass<Row>({ isNumber, isMinor }: Column<Row>): string | undefined {
  const names = [isNumber ? "number" : "", isMinor ? "minor" : ""].filter((name) => name !== "")
  return names.length === 0 ? undefined : names.join(" ")
}
