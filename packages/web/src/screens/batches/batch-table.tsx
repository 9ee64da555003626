import type { BatchLine } from "@mapfold/core/status/batch-view"
import { Link } from "@tanstack/react-router"
import { useVirtualizer } from "@tanstack/react-virtual"
import { useMemo, useRef } from "react"
import { useTranslation } from "react-i18next"
import { shortName } from "../../parts/short-name.ts"
import { StatusBadge } from "../../parts/status-badge.tsx"
import { useFormat } from "../../parts/use-format.ts"
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
  const place = useRef<HTMLDivElement>(null)
  const sorted = useMemo(() => sortLines(lines, sort, now, troubled), [lines, sort, now, troubled])
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  const rows = virtual.getVirtualItems()
  const label = t("tableLabel", { shown: format.count(lines.length) })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="virtual-place figures" ref={place} tabIndex={0} aria-label={label}>
      <table className="batch-table" aria-rowcount={sorted.length + 1}>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <SortHead name="start" sort={sort} title={t("columns.place")} />
            <th scope="col">{t("columns.child")}</th>
            <SortHead name="status" sort={sort} title={t("columns.status")} />
            <th scope="col" className="minor">
              {t("columns.started")}
            </th>
            <SortHead name="duration" sort={sort} title={t("columns.duration")} />
            <SortHead name="items" sort={sort} title={t("columns.items")} />
          </tr>
        </thead>
        <tbody>
          <Gap height={rows[0]?.start ?? 0} />
          {rows.map(({ index }) => {
            const { line, place } = sorted[index]!
            return (
              <tr
                key={line.child}
                aria-rowindex={index + 2}
                className={line.child === open ? "is-open" : undefined}
                style={{ height: `${ROW}px` }}
              >
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
                  {troubled.has(line.child) && <span className="small bad">{t("withFailures")}</span>}
                </td>
                <td className="minor">{format.clock(line.startedAt)}</td>
                <td className="number">{format.duration(durationOf(line, now))}</td>
                <td className="number">{format.count(line.items)}</td>
              </tr>
            )
          })}
          <Gap height={virtual.getTotalSize() - (rows.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </section>
  )
}

/** The room of rows that are not there. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return <tr className="gap" style={{ height: `${height}px` }} />
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
