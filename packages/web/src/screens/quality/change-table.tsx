import type { Report } from "@mapfold/core/report/report"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { Format } from "../../parts/format.ts"
import { type Column, Table } from "../../parts/table.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { type Change, changesOf } from "./changes.ts"

/** The figures of a report beside those of the run before. */
export function ChangeTable({ now, before }: { readonly now: Report; readonly before: Report }) {
  const { t } = useTranslation("quality")
  const format = useFormat()
  const shown = (change: Change, value: number) =>
    change.figure === "bytes" ? format.bytes(value) : format.count(value)
  const columns: readonly Column<Change>[] = [
    { id: "figure", title: t("columns.figure"), cell: ({ figure }) => t(`figures.${figure}`) },
    { id: "now", title: t("columns.now"), cell: (change) => shown(change, change.now), isNumber: true },
    {
      id: "before",
      title: t("columns.before"),
      cell: (change) => shown(change, change.before),
      isNumber: true,
    },
    {
      id: "change",
      title: t("columns.change"),
      cell: (change) => <Difference change={change} />,
      isNumber: true,
    },
  ]
  return (
    <>
      <p className="soft changes-of">
        <Link to="/runs/$run/quality" params={{ run: before.run }}>
          {t("changesOf", { run: before.run, started: format.instant(before.startedAt) })}
        </Link>
      </p>
      <Table
        caption={t("changes")}
        columns={columns}
        rows={changesOf(now, before)}
        rowKey={({ figure }) => figure}
      />
    </>
  )
}

function Difference({ change }: { readonly change: Change }) {
  const { t } = useTranslation("quality")
  const format = useFormat()
  if (change.difference === 0) return <span className="soft">{t("same")}</span>
  const share = change.ratio === null ? "" : ` (${signed(change.ratio, format.percent)})`
  const amount = signed(change.difference, change.figure === "bytes" ? format.bytes : format.count)
  if (change.isWorse === null) return `${amount}${share}`
  return (
    <span className={change.isWorse ? "worse" : "better"}>
      {amount}
      {share} {change.isWorse ? t("worse") : t("better")}
    </span>
  )
}

/** With its sign, plus too; the amount without one is what `show` is given. */
function signed(value: number, show: Format["count"]): string {
  return `${value < 0 ? "−" : "+"}${show(Math.abs(value))}`
}
