import type { MapRunView, RunView } from "@mapfold/core/status/run-view"
import { Link } from "@tanstack/react-router"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useAllBatches } from "../../api/all-batches.ts"
import { isOver } from "../../api/queries.ts"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { latestOf, ratesOf } from "./rates.ts"
import { CHART_HEIGHT, type RateSlice, StepChart } from "./step-chart.tsx"
import { throughputOf } from "./throughput.ts"

/** Slices of the time: a step of about 5 pixels of a chart of half the page's width. */
const SLICES = 120

type RateChartsProps = { readonly run: RunView; readonly mapRun: MapRunView | null }

/** How many rows were read a second, and how many batches ran at a time. */
export function RateCharts({ run, mapRun }: RateChartsProps) {
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
  const start = Date.parse(run.startedAt)
  const end = mapRun.endedAt === null ? start + run.durationMs : Date.parse(mapRun.endedAt)
  const lines = data?.lines
  const rates = useMemo(
    () =>
      lines === undefined || lines.length === 0
        ? null
        : ratesOf(lines, start, Math.max(end, latestOf(lines)), SLICES),
    [lines, start, end],
  )
  const throughput = useMemo(() => (rates === null ? null : throughputOf(run, rates)), [run, rates])
  const running = useMemo<readonly RateSlice[]>(
    () => rates?.slices.map(({ from, to, running }) => ({ from, to, value: running })) ?? [],
    [rates],
  )

  if (rates === null || throughput === null) {
    if (error !== null) return <ErrorState error={error} onAgain={refetch} />
    if (data?.isWhole) return <p className="soft">{t("charts.none")}</p>
    return <Skeleton height={`${CHART_HEIGHT + 24}px`} />
  }
  const { span, settledUntil } = rates
  const isSettled = settledUntil >= span || throughput.kind === "rows"
  return (
    <>
      <StepChart
        name={throughput.kind}
        slices={throughput.slices}
        span={span}
        shadedFrom={isSettled ? null : settledUntil}
      />
      <StepChart name="running" slices={running} span={span} shadedFrom={null} />
      {(data?.isWhole === false || !isSettled) && (
        <p className="soft small charts-note">
          {data?.isWhole === false && t("charts.reading", { known: format.count(lines?.length ?? 0) })}{" "}
          {!isSettled && t("charts.unsettled")}
        </p>
      )}
    </>
  )
}
