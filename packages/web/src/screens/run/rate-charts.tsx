import type { MapRunView, RunView } from "@mapfold/core/status/run-view"
import { Link } from "@tanstack/react-router"
import { useCallback, useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useAllBatches } from "../../api/all-batches.ts"
import { isOver } from "../../api/queries.ts"
import { formatOf } from "../../parts/format.ts"
import { PlotFigure } from "../../parts/plot-figure.tsx"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { latestOf, type Rate, type Rates, ratesOf } from "./rates.ts"

/** Slices of the time: a step of about 5 pixels of a chart of half the page's width. */
const SLICES = 120
/** Pixels. */
const CHART_HEIGHT = 190

/** How many objects were done a second, and how many batches ran at a time, from the list of all batches. */
export function RateCharts({ run, mapRun }: { readonly run: RunView; readonly mapRun: MapRunView | null }) {
  const { t } = useTranslation("run")
  return (
    <section className="panel" aria-labelledby="charts-title">
      <div className="panel-head">
        <h2 id="charts-title">{t("charts.title")}</h2>
        <Link to="/runs/$run/batches" params={{ run: run.run }} className="small">
          {t("charts.toBatches")}
        </Link>
      </div>
      <div className="charts">
        {mapRun === null ? <p className="soft">{t("charts.none")}</p> : <Charts run={run} mapRun={mapRun} />}
      </div>
    </section>
  )
}

function Charts({ run, mapRun }: { readonly run: RunView; readonly mapRun: MapRunView }) {
  const { t } = useTranslation("run")
  const format = useFormat()
  const { data, error, refetch } = useAllBatches({
    run: run.run,
    redrives: run.redrives,
    isRunOver: isOver(run.status),
  })
  const start = Date.parse(mapRun.startedAt)
  const end =
    mapRun.endedAt === null ? Date.parse(run.startedAt) + run.durationMs : Date.parse(mapRun.endedAt)
  const lines = data?.lines
  const rates = useMemo(
    () =>
      lines === undefined || lines.length === 0
        ? null
        : ratesOf(lines, start, Math.max(end, latestOf(lines)), SLICES),
    [lines, start, end],
  )

  if (rates === null) {
    if (error !== null) return <ErrorState error={error} onAgain={refetch} />
    if (data?.isWhole) return <p className="soft">{t("charts.none")}</p>
    return <Skeleton height={`${CHART_HEIGHT + 24}px`} />
  }
  const isSettled = rates.settledUntil >= rates.span
  return (
    <>
      <RateChart kind="throughput" rates={rates} />
      <RateChart kind="running" rates={rates} />
      <p className="soft small charts-note">
        {data?.isWhole === false && t("charts.reading", { known: format.count(lines?.length ?? 0) })}{" "}
        {!isSettled && t("charts.unsettled")}
      </p>
    </>
  )
}

type Kind = "throughput" | "running"
const VALUES = {
  throughput: (rate: Rate) => rate.objectsPerSecond,
  running: (rate: Rate) => rate.running,
} as const satisfies Record<Kind, (rate: Rate) => number>

function RateChart({ kind, rates }: { readonly kind: Kind; readonly rates: Rates }) {
  const { t, i18n } = useTranslation("run")
  const format = useFormat()
  const measure = VALUES[kind]
  const peak = Math.max(...rates.slices.map(measure))
  // Beyond three minutes, seconds are too many digits.
  const [unit, axis] = rates.span > 180_000 ? [60_000, "axisMinutes" as const] : [1_000, "axis" as const]
  const label = t(`charts.${kind}Label`, { peak: format.short(Math.round(peak)) })
  const title = t(`charts.${kind}`)
  const axisTitle = t(`charts.${axis}`)

  const draw = useCallback(
    (plot: typeof import("@observablehq/plot"), width: number) =>
      plot.plot({
        ...{ width, height: CHART_HEIGHT, marginLeft: 52, marginRight: 8, marginTop: 14, marginBottom: 38 },
        x: { domain: [0, rates.span / unit], label: axisTitle, labelArrow: "none" },
        y: {
          ...{ domain: [0, peak * 1.08 || 1], label: null, ticks: Math.min(4, Math.ceil(peak)), grid: true },
          tickFormat: (value: number) => formatOf(i18n.language).short(value),
        },
        marks: [
          plot.rect([rates], {
            x1: (all: Rates) => all.settledUntil / unit,
            x2: (all: Rates) => all.span / unit,
            ...{ y1: 0, y2: peak * 1.08 || 1, fill: "var(--sunken)" },
            filter: (all: Rates) => kind === "throughput" && all.settledUntil < all.span,
          }),
          plot.areaY(rates.slices, {
            x: (rate: Rate) => (rate.from + rate.to) / 2 / unit,
            ...{ y: measure, fill: "var(--accent)", fillOpacity: 0.2, curve: "step" },
          }),
          plot.lineY(rates.slices, {
            x: (rate: Rate) => (rate.from + rate.to) / 2 / unit,
            ...{ y: measure, stroke: "var(--accent)", strokeWidth: 1.6, curve: "step" },
          }),
          plot.ruleY([0], { stroke: "var(--line-strong)" }),
        ],
      }),
    [rates, unit, axisTitle, peak, measure, kind, i18n.language],
  )

  return (
    <figure>
      <figcaption className="chart-head">
        <span className="soft small">{title}</span>
        <strong className="figures">{format.short(Math.round(peak))}</strong>
      </figcaption>
      <PlotFigure label={label} height={CHART_HEIGHT} draw={draw} />
    </figure>
  )
}
