import type { ResultView } from "@mapfold/core/status/result-view"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams, useSearch } from "@tanstack/react-router"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { isOver, runQuery } from "../../api/queries.ts"
import { ChoiceLink } from "../../parts/choice-link.tsx"
import { NotYet } from "../../parts/not-yet.tsx"
import { EmptyState, ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { columnsOf, type ResultColumn } from "./columns.ts"
import { CompareSelect } from "./compare-select.tsx"
import { ComparisonTable } from "./comparison-table.tsx"
import { resultQuery } from "./queries.ts"
import { ResultChart } from "./result-chart.tsx"
import { ResultHead } from "./result-head.tsx"
import { ResultMap } from "./result-map.tsx"
import { ResultTable } from "./result-table.tsx"
import "./result.css"
import type { ResultSearch } from "./search.ts"
import { isFahrenheit, type TemperatureUnit } from "./temperature.ts"
import { useValues, type Values } from "./use-values.ts"

export function ResultScreen() {
  const { run } = useParams({ from: "/runs/$run/result" })
  const { t } = useTranslation("result")
  const { data: view } = useQuery(runQuery(run))
  const isRunOver = view !== undefined && isOver(view.status)
  const { data, error, refetch } = useQuery(resultQuery(run, isRunOver))
  if (data === undefined)
    return error === null ? <ResultSkeleton /> : <ErrorState error={error} onAgain={() => void refetch()} />
  if (data === null) {
    const isGone = view?.status === "SUCCEEDED"
    return (
      <NotYet
        run={run}
        title={t(isGone ? "notYet.goneTitle" : "notYet.title")}
        hint={t(isGone ? "notYet.gone" : isRunOver ? "notYet.over" : "notYet.hint")}
        action={t("notYet.action")}
      />
    )
  }
  return <Result result={data} />
}

function Result({ result }: { readonly result: ResultView }) {
  const search = useSearch({ from: "/runs/$run/result" })
  const { t } = useTranslation("result")
  const columns = useMemo(() => columnsOf(result), [result])
  const values = useValues(search.unit ?? "F")
  // A map is worth its place where the result is of places, even if it does not say where they are.
  const isOfPlaces = columns.some(({ name }) => name === "station" || name === "latitude")
  if (result.rows.length === 0)
    return (
      <div className="result">
        <ResultHead result={result} />
        <EmptyState title={t("empty.title")}>
          <p>{t("empty.hint")}</p>
          <Link className="button" to="/runs/$run/quality" params={{ run: result.run }}>
            {t("toQuality")}
          </Link>
        </EmptyState>
      </div>
    )
  return (
    <div className="result">
      <ResultHead result={result} />
      {columns.some(({ name }) => isFahrenheit(name)) && <UnitChoice chosen={values.unit} />}
      <ResultChart columns={columns} rows={result.rows} measure={search.measure} values={values} />
      {isOfPlaces && <ResultMap columns={columns} rows={result.rows} values={values} />}
      <TablePanel result={result} columns={columns} search={search} values={values} />
    </div>
  )
}

type TablePanelProps = {
  readonly result: ResultView
  readonly columns: readonly ResultColumn[]
  readonly search: ResultSearch
  readonly values: Values
}

function TablePanel({ result, columns, search, values }: TablePanelProps) {
  const { t } = useTranslation("result")
  const format = useFormat()
  const isCompared = search.with !== undefined
  return (
    <section className="panel" aria-labelledby="table-title">
      <div className="panel-head">
        <h2 id="table-title">{t("table")}</h2>
        <CompareSelect run={result.run} job={result.job} chosen={search.with} />
      </div>
      {isCompared ? (
        <Compared result={result} columns={columns} other={search.with} values={values} />
      ) : (
        <ResultTable columns={columns} rows={result.rows} search={search} values={values} />
      )}
      {result.rows.length < result.totalRows && (
        <p className="soft small figures">
          {t("tableFirst", {
            shown: format.count(result.rows.length),
            total: format.count(result.totalRows),
          })}
        </p>
      )}
    </section>
  )
}

type ComparedProps = Omit<TablePanelProps, "search"> & { readonly other: string }

function Compared({ result, columns, other, values }: ComparedProps) {
  const { t } = useTranslation("result")
  const { data, error, refetch } = useQuery(resultQuery(other, true))
  if (data === undefined)
    return error === null ? (
      <Skeleton height="360px" />
    ) : (
      <ErrorState error={error} onAgain={() => void refetch()} />
    )
  if (data === null) return <EmptyState title={t("noOthers")} />
  return <ComparisonTable now={result} before={data} columns={columns} values={values} />
}

function UnitChoice({ chosen }: { readonly chosen: TemperatureUnit }) {
  const { t } = useTranslation("result")
  return (
    <nav className="choice unit-choice" aria-label={t("unit")}>
      {(["F", "C"] as const).map((unit) => (
        <ChoiceLink
          key={unit}
          from="/runs/$run/result"
          search={(before) => ({ ...before, unit: unit === "C" ? unit : undefined })}
          resetScroll={false}
          isCurrent={chosen === unit}
        >
          °{unit}
        </ChoiceLink>
      ))}
    </nav>
  )
}

function ResultSkeleton() {
  return (
    <div className="result" aria-hidden="true">
      <Skeleton height="60px" />
      <Skeleton height="400px" />
      <Skeleton height="440px" />
      <Skeleton height="520px" />
    </div>
  )
}
