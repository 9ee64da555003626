import { useCallback } from "react"
import { useTranslation } from "react-i18next"
import { formatOf } from "../../parts/format.ts"
import { PlotFigure } from "../../parts/plot-figure.tsx"
import { useFormat } from "../../parts/use-format.ts"

/** Pixels. */
export const CHART_HEIGHT = 190
/** The last label of the axis is centred below its tick, which may stand at the very end. */
const MARGINS = { marginLeft: 52, marginRight: 18, marginTop: 14, marginBottom: 38 }
/** Milliseconds beyond which seconds are too many digits, and minutes are. */
const LONG = { minutes: 180_000, hours: 10_800_000 }

/** A slice of the run's time, in milliseconds since its start, and what was done in it. */
export type RateSlice = { readonly from: number; readonly to: number; readonly value: number }

type StepChartProps = {
  readonly name: "rows" | "rowsEstimated" | "objects" | "running"
  readonly slices: readonly RateSlice[]
  /** Milliseconds that the chart reaches over. */
  readonly span: number
  /** From where on more may come; null where all is told. */
  readonly shadedFrom: number | null
}

/** An amount over the time of a run, in steps, with its peak in words. */
export function StepChart({ name, slices, span, shadedFrom }: StepChartProps) {
  const { t, i18n } = useTranslation("run")
  const format = useFormat()
  const peak = Math.max(0, ...slices.map(({ value }) => value))
  const peakText = format.short(Math.round(peak))
  const { unit, axis } = axisOf(span)
  const axisTitle = t(`charts.${axis}`)

  const draw = useCallback(
    (plot: typeof import("@observablehq/plot"), width: number) => {
      const top = peak * 1.08 || 1
      const middle = ({ from, to }: RateSlice) => (from + to) / 2 / unit
      const steps = { x: middle, y: "value", curve: "step" } as const
      return plot.plot({
        ...{ width, height: CHART_HEIGHT, ...MARGINS },
        x: { domain: [0, span / unit], label: axisTitle, labelArrow: "none", ticks: Math.max(2, width / 90) },
        y: {
          ...{ domain: [0, top], label: null, ticks: Math.max(1, Math.min(4, Math.floor(peak))), grid: true },
          tickFormat: (value: number) => formatOf(i18n.language).short(value),
        },
        marks: [
          plot.rect(shadedFrom === null ? [] : [shadedFrom], {
            ...{ x1: (from: number) => from / unit, x2: span / unit, y1: 0, y2: top, fill: "var(--sunken)" },
          }),
          plot.areaY(slices, { ...steps, fill: "var(--accent)", fillOpacity: 0.2, clip: true }),
          plot.lineY(slices, { ...steps, stroke: "var(--accent)", strokeWidth: 1.6, clip: true }),
          plot.ruleY([0], { stroke: "var(--line-strong)" }),
        ],
      })
    },
    [slices, span, shadedFrom, unit, axisTitle, peak, i18n.language],
  )

  return (
    <figure>
      <figcaption className="chart-head">
        <span className="soft small">{t(`charts.${name}`)}</span>
        <strong className="small figures">{t("charts.peak", { peak: peakText })}</strong>
      </figcaption>
      <PlotFigure label={t(`charts.${name}Label`, { peak: peakText })} height={CHART_HEIGHT} draw={draw} />
    </figure>
  )
}

function axisOf(span: number) {
  if (span > LONG.hours) return { unit: 3_600_000, axis: "axisHours" } as const
  if (span > LONG.minutes) return { unit: 60_000, axis: "axisMinutes" } as const
  return { unit: 1_000, axis: "axis" } as const
}
