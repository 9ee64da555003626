import { useNavigate } from "@tanstack/react-router"
import { useCallback, useMemo } from "react"
import { useTranslation } from "react-i18next"
import { PlotFigure } from "../../parts/plot-figure.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { type Chart, chooseChart, measuresOf } from "./chart-choice.ts"
import type { ResultColumn, ResultRow } from "./columns.ts"
import { barsHeight } from "./plots/draw-bars.ts"
import { drawChart } from "./plots/draw-chart.ts"
import { CHART_HEIGHT } from "./plots/drawing.ts"
import type { Values } from "./use-values.ts"

type ResultChartProps = {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly ResultRow[]
  readonly measure: string | undefined
  readonly values: Values
}

/** The chart that fits the result, of the measure that was chosen. */
export function ResultChart({ columns, rows, measure, values }: ResultChartProps) {
  const { t } = useTranslation("result")
  const format = useFormat()
  const chart = useMemo(() => chooseChart(columns, rows, measure), [columns, rows, measure])
  return (
    <section className="panel" aria-labelledby="chart-title">
      <div className="panel-head">
        <h2 id="chart-title">{t("chart")}</h2>
        {chart !== null && <MeasureSelect columns={columns} rows={rows} chart={chart} values={values} />}
      </div>
      {chart === null ? (
        <p className="soft">{t("chartNone")}</p>
      ) : (
        <>
          <ChartFigure chart={chart} rows={rows} values={values} />
          {"otherNames" in chart && chart.otherNames > 0 && (
            <p className="soft small">
              {t("otherNames", { count: chart.otherNames, shown: format.count(chart.otherNames) })}
            </p>
          )}
        </>
      )}
    </section>
  )
}

type ChartFigureProps = {
  readonly chart: Chart
  readonly rows: readonly ResultRow[]
  readonly values: Values
}

function ChartFigure({ chart, rows, values }: ChartFigureProps) {
  const draw = useCallback(
    (plot: typeof import("@observablehq/plot"), width: number) =>
      drawChart(chart, { plot, width, rows, values }),
    [chart, rows, values],
  )
  const height = chart.kind === "bars" ? barsHeight(rows.length) : CHART_HEIGHT
  return <PlotFigure label={useChartLabel(chart, rows, values)} height={height} draw={draw} />
}

type MeasureSelectProps = Omit<ResultChartProps, "measure"> & { readonly chart: Chart }

function MeasureSelect({ columns, rows, chart, values }: MeasureSelectProps) {
  const { t } = useTranslation("result")
  const navigate = useNavigate({ from: "/runs/$run/result" })
  const hasRange = chooseChart(columns, rows)?.kind === "range"
  const measures = measuresOf(columns)
  if (measures.length < 2) return null
  return (
    <label className="row small">
      {t("chartOf")}
      <select
        value={measureOf(chart)}
        onChange={({ target }) =>
          void navigate({
            search: (before) => ({ ...before, measure: target.value === "" ? undefined : target.value }),
            resetScroll: false,
          })
        }
      >
        {hasRange && <option value="">{t("lowMeanHigh")}</option>}
        {measures.map((name) => (
          <option key={name} value={name}>
            {values.label(name)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Empty for the chart of several measures. */
function measureOf(chart: Chart): string {
  if (chart.kind === "range") return ""
  return chart.kind === "histogram" ? chart.x : chart.y
}

/** What the chart shows, in a sentence. */
function useChartLabel(chart: Chart, rows: readonly ResultRow[], values: Values): string {
  const { t } = useTranslation("result")
  const format = useFormat()
  const [low, high] = chart.kind === "range" ? [chart.low, chart.high] : [measureOf(chart), measureOf(chart)]
  const least = extreme(rows, low, Math.min)
  const most = extreme(rows, high, Math.max)
  return t(chart.kind === "range" ? "rangeLabel" : "chartLabel", {
    column: chart.kind === "range" ? t("lowMeanHigh") : values.label(measureOf(chart)),
    shown: format.count(rows.length),
    least: values.text(low, least),
    most: values.text(high, most),
  })
}

function extreme(
  rows: readonly ResultRow[],
  column: string,
  pick: (a: number, b: number) => number,
): number | null {
  const numbers = rows.map((row) => row[column]).filter((value) => typeof value === "number")
  return numbers.length === 0 ? null : numbers.reduce((best, value) => pick(best, value))
}
