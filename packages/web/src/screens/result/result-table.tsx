import { Link } from "@tanstack/react-router"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"
import { VirtualTable } from "../../parts/virtual-table.tsx"
import type { ResultColumn, ResultRow } from "./columns.ts"
import { type Rank, rankRows, sortRows } from "./order.ts"
import type { ResultSearch } from "./search.ts"
import type { Values } from "./use-values.ts"

const ROW = 36

type ResultTableProps = {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly ResultRow[]
  readonly search: ResultSearch
  readonly values: Values
}

/** The rows of the result, in the file's order or by a column; then each has its place, which ties share. */
export function ResultTable({ columns, rows, search, values }: ResultTableProps) {
  const { t } = useTranslation("result")
  const format = useFormat()
  const sort = columns.find(({ name }) => name === search.sort)?.name
  const sorted = useMemo(
    () => (sort === undefined ? rows : sortRows(rows, sort, search.order ?? "up")),
    [rows, sort, search.order],
  )
  const ranks = useMemo(() => (sort === undefined ? null : rankRows(sorted, sort)), [sorted, sort])
  return (
    <VirtualTable
      label={t("tableLabel", { shown: format.count(rows.length) })}
      className="result-table"
      count={sorted.length}
      rowHeight={ROW}
      rowKey={(index) => index}
      head={
        <>
          {ranks !== null && (
            <th scope="col" className="number">
              {t("place")}
            </th>
          )}
          {columns.map((column) => (
            <SortHead key={column.name} column={column} search={search} label={values.label(column.name)} />
          ))}
        </>
      }
      cells={(index) => (
        <>
          {ranks !== null && <RankCell rank={ranks[index] ?? null} />}
          {columns.map(({ name, kind }) => (
            <td key={name} className={kind === "number" ? "number" : undefined}>
              <bdi>{values.text(name, sorted[index]?.[name])}</bdi>
            </td>
          ))}
        </>
      )}
    />
  )
}

function RankCell({ rank }: { readonly rank: Rank | null }) {
  const { t } = useTranslation("result")
  const format = useFormat()
  return (
    <td className="number">
      {rank === null ? "–" : format.count(rank.place)}
      {rank?.isTie === true && (
        <>
          <span aria-hidden="true">=</span>
          <span className="unseen"> {t("tie")}</span>
        </>
      )}
    </td>
  )
}

type SortHeadProps = { readonly column: ResultColumn; readonly search: ResultSearch; readonly label: string }

/** Numbers begin with the largest, names with the first; a third time is the file's own order again. */
function SortHead({ column: { name, kind }, search, label }: SortHeadProps) {
  const { t } = useTranslation("parts")
  const isSorted = search.sort === name
  const order = isSorted ? (search.order ?? "up") : undefined
  const first = kind === "number" ? ("down" as const) : undefined
  const second = kind === "number" ? undefined : ("down" as const)
  const isSecond = isSorted && search.order === second
  return (
    <th
      scope="col"
      className={kind === "number" ? "number" : undefined}
      aria-sort={order === undefined ? undefined : order === "up" ? "ascending" : "descending"}
    >
      <Link
        from="/runs/$run/result"
        search={(before) => ({
          ...before,
          sort: isSecond ? undefined : name,
          order: isSecond ? undefined : isSorted ? second : first,
        })}
        resetScroll={false}
        className="sort-link"
        title={t("sortBy", { column: label })}
      >
        {label}
        <span aria-hidden="true">{order === undefined ? "" : order === "up" ? " ▲" : " ▼"}</span>
      </Link>
    </th>
  )
}
