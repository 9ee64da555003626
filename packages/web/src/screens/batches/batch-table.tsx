import type { BatchLine } from "@mapfold/core/status/batch-view"
import { Link } from "@tanstack/react-router"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { shortName } from "../../parts/short-name.ts"
import { StatusBadge } from "../../parts/status-badge.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { VirtualTable } from "../../parts/virtual-table.tsx"
import { durationOf } from "./batch-index.ts"
import type { BatchSort } from "./search.ts"
import { sortLines } from "./sort-lines.ts"

const ROW = 38

type BatchTableProps = {
  readonly lines: readonly BatchLine[]
  readonly troubled: ReadonlySet<string>
  readonly sort: BatchSort
  readonly now: number
  readonly open: string | undefined
}

/** The batches as rows: only those that are seen are there, however many they are. */
export function BatchTable({ lines, troubled, sort, now, open }: BatchTableProps) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const sorted = useMemo(() => sortLines(lines, sort, now, troubled), [lines, sort, now, troubled])
  return (
    <VirtualTable
      label={t("tableLabel", { shown: format.count(lines.length) })}
      className="batch-table"
      count={sorted.length}
      rowHeight={ROW}
      rowKey={(index) => sorted[index]!.line.child}
      rowClass={(index) => (sorted[index]!.line.child === open ? "is-open" : undefined)}
      head={
        <>
          <SortHead name="start" sort={sort} title={t("columns.place")} />
          <th scope="col">{t("columns.child")}</th>
          <SortHead name="status" sort={sort} title={t("columns.status")} />
          <th scope="col" className="minor">
            {t("columns.started")}
          </th>
          <SortHead name="duration" sort={sort} title={t("columns.duration")} />
          <SortHead name="items" sort={sort} title={t("columns.items")} />
        </>
      }
      cells={(index) => {
        const { line, place } = sorted[index]!
        return <BatchCells line={line} place={place} now={now} hasFailures={troubled.has(line.child)} />
      }}
    />
  )
}

type BatchCellsProps = {
  readonly line: BatchLine
  readonly place: number
  readonly now: number
  readonly hasFailures: boolean
}

function BatchCells({ line, place, now, hasFailures }: BatchCellsProps) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  return (
    <>
      <td className="number">{format.count(place)}</td>
      <td className="cut">
        <Link
          from="/runs/$run/batches"
          search={(search) => ({ ...search, batch: line.child })}
          resetScroll={false}
          className="mono"
          title={line.child}
        >
          {shortName(line.child)}
        </Link>
      </td>
      <td>
        <StatusBadge status={line.status} />{" "}
        {hasFailures && <span className="small bad">{t("withFailures")}</span>}
      </td>
      <td className="minor">{format.clock(line.startedAt)}</td>
      <td className="number">{format.duration(durationOf(line, now))}</td>
      <td className="number">{format.count(line.items)}</td>
    </>
  )
}

type SortHeadProps = { readonly name: BatchSort; readonly sort: BatchSort; readonly title: string }

function SortHead({ name, sort, title }: SortHeadProps) {
  const { t } = useTranslation("parts")
  const isSorted = name === sort
  const direction = name === "start" ? "ascending" : "descending"
  return (
    <th
      scope="col"
      aria-sort={isSorted ? direction : undefined}
      className={name === "status" ? undefined : "number"}
    >
      <Link
        from="/runs/$run/batches"
        search={(search) => ({ ...search, sort: name === "start" ? undefined : name })}
        resetScroll={false}
        title={t("sortBy", { column: title })}
        className="sort-link"
      >
        {title}
        <span aria-hidden="true">{isSorted ? (direction === "ascending" ? " ▲" : " ▼") : ""}</span>
      </Link>
    </th>
  )
}
