import type { ResultView } from "@mapfold/core/status/result-view"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { useFormat } from "../../parts/use-format.ts"
import type { ResultColumn } from "./columns.ts"
import { type ComparedRow, compareResults } from "./comparison.ts"
import type { Values } from "./use-values.ts"

/** Rows that are shown of a comparison, those that differ first; the files have them all. */
const MOST = 500

type ComparisonTableProps = {
  readonly now: ResultView
  readonly before: ResultView
  readonly columns: readonly ResultColumn[]
  readonly values: Values
}

/** A result beside that of another run, row by row: what is another value says by how much, or what it was. */
export function ComparisonTable({ now, before, columns, values }: ComparisonTableProps) {
  const { t } = useTranslation("result")
  const format = useFormat()
  const { keys, rows, changed } = useMemo(() => compareResults(now, before), [now, before])
  const shown = rows.slice(0, MOST)
  const tableColumns = columns.map(
    ({ name, kind }): Column<ComparedRow> => ({
      id: name,
      title: values.label(name),
      isNumber: kind === "number",
      cell: (row) => <ComparedCell row={row} name={name} isKey={keys.includes(name)} values={values} />,
    }),
  )
  return (
    <>
      <p className="compare-words">
        {changed === 0
          ? t("compareSame", { run: before.run })
          : t("compareFound", { count: changed, shown: format.count(changed), run: before.run })}
      </p>
      <Table
        caption={t("tableLabel", { shown: format.count(shown.length) })}
        columns={tableColumns}
        rows={shown}
        rowKey={({ key, now }) => `${now === null} ${key.join("\n")}`}
      />
    </>
  )
}

/** How far east a place is of another says nothing: what it was does. */
function isPosition(column: string): boolean {
  return column === "latitude" || column === "longitude"
}

type ComparedCellProps = {
  readonly row: ComparedRow
  readonly name: string
  readonly isKey: boolean
  readonly values: Values
}

function ComparedCell({ row: { now, before }, name, isKey, values }: ComparedCellProps) {
  const { t } = useTranslation("result")
  const [value, old] = [(now ?? before)?.[name] ?? null, before?.[name] ?? null]
  if (isKey && (now === null || before === null))
    return (
      <>
        <bdi>{values.text(name, value)}</bdi>
        <span className="was">{t(now === null ? "onlyBefore" : "onlyNow")}</span>
      </>
    )
  if (isKey || now === null || before === null || value === old) return <bdi>{values.text(name, value)}</bdi>
  const change =
    typeof value === "number" && typeof old === "number" && !isPosition(name) ? (
      values.difference(name, old, value)
    ) : (
      <Raw text={t("was", { value: values.text(name, old) })} />
    )
  return (
    <>
      <bdi>{values.text(name, value)}</bdi>
      <span className="was">{change}</span>
    </>
  )
}
