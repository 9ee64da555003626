import { type Chart, MOST_BARS } from "./chart-choice.ts"
import type { ResultRow } from "./columns.ts"
import { timeOf } from "./columns.ts"
import { sortRows } from "./order.ts"
import type { Values } from "./use-values.ts"

type PlotModule = typeof import("@observablehq/plot")
type ChartOf<Kind extends Chart["kind"]> = Extract<Chart, { readonly kind: Kind }>

/** Lines are told apart by colour, by dash and by the name at their end. */
const LINES = [
  { colour: "var(--accent)", dash: "" },
  { colour: "var(--ink)", dash: "6 3" },
  { colour: "var(--stop)", dash: "2 3" },
  { colour: "var(--late)", dash: "10 3" },
  { colour: "var(--good)", dash: "8 3 2 3" },
  { colour: "var(--wait)", dash: "4 2" },
] as const

export const CHART_HEIGHT = 320

type Drawing = {
  readonly plot: PlotModule
  readonly width: number
  readonly rows: readonly ResultRow[]
  readonly values: Values
}

/** A chart of a result as Observable Plot draws it. */
export function drawChart(chart: Chart, drawing: Drawing): Element {
  switch (chart.kind) {
    case "range":
      return drawRange(chart, drawing)
    case "lines":
      return drawLines(chart, drawing)
    case "bars":
      return drawBars(chart, drawing)
    case "histogram":
      return drawHistogram(chart, drawing)
  }
}

function drawRange(
  { x, low, mean, high }: ChartOf<"range">,
  { plot, width, rows, values }: Drawing,
): Element {
  const points = rows.map((row) => ({
    x: String(row[x]),
    low: values.number(low, row[low]),
    mean: values.number(mean, row[mean]),
    high: values.number(high, row[high]),
    highText: values.text(high, row[high]),
    title: [x, low, mean, high, "name", "station"]
      .filter((column) => column in row)
      .map(
        (column) =>
          `${values.label(column)}: ${column === x ? values.moment(row[x]) : values.text(column, row[column])}`,
      )
      .join("\n"),
  }))
  const isNarrow = width < 560
  const highest = Math.max(...points.map((point) => point.high))
  // Where the figures would lie over one another, the highest alone is told; the table has the others.
  const told = isNarrow ? points.filter((point) => point.high === highest).slice(0, 1) : points
  return plot.plot({
    width,
    height: CHART_HEIGHT,
    marginTop: 30,
    marginLeft: 44,
    x: {
      type: "band",
      label: null,
      padding: 0.3,
      tickFormat: (value: string) => shortMoment(value, values, isNarrow),
    },
    y: { grid: true, label: `°${values.unit}`, nice: true, tickFormat: values.tick },
    marks: [
      plot.barY(points, {
        x: "x",
        y1: "low",
        y2: "high",
        fill: "var(--accent-wash)",
        stroke: "var(--line-strong)",
        rx: 2,
      }),
      plot.tickY(points, { x: "x", y: "high", stroke: "var(--bad)", strokeWidth: 3 }),
      plot.tickY(points, { x: "x", y: "low", stroke: "var(--accent)", strokeWidth: 3 }),
      plot.dot(points, { x: "x", y: "mean", fill: "var(--ink)", r: 4 }),
      plot.text(told, {
        x: "x",
        y: "high",
        text: "highText",
        dy: -10,
        fill: "var(--ink)",
        fontWeight: 600,
        fontSize: 12,
      }),
      plot.tip(points, plot.pointerX({ x: "x", y: "mean", title: "title", fill: "var(--sheet)" })),
    ],
  })
}

function drawLines(chart: ChartOf<"lines">, { plot, width, rows, values }: Drawing): Element {
  const { x, y, series, names } = chart
  const lines = series === null ? [null] : names
  const points = rows
    .filter((row) => series === null || lines.some((name) => name === row[series]))
    .map((row) => ({
      x: new Date(timeOf(String(row[x]))),
      y: values.number(y, row[y]),
      name: series === null ? null : String(row[series]),
      title: [series, x, y]
        .filter((column) => column !== null)
        .map((column) => `${values.label(column)}: ${values.text(column, row[column])}`)
        .join("\n"),
    }))
  const times = points.map((point) => point.x.getTime())
  const span = times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
  return plot.plot({
    width,
    height: CHART_HEIGHT,
    marginLeft: 56,
    marginRight: series === null ? 20 : 96,
    x: {
      type: "utc",
      label: null,
      tickFormat: (value: Date) => values.time(value, span),
      ticks: Math.max(2, Math.floor(width / 110)),
    },
    y: { grid: true, label: values.label(y), nice: true, zero: true, tickFormat: values.tick },
    marks: [
      plot.ruleY([0], { stroke: "var(--line-strong)" }),
      ...lines.flatMap((name, index) => {
        const style = LINES[index % LINES.length]!
        const own = points.filter((point) => point.name === name)
        return [
          plot.lineY(own, {
            x: "x",
            y: "y",
            stroke: style.colour,
            strokeDasharray: style.dash,
            strokeWidth: 1.8,
          }),
          ...(name === null
            ? [plot.dot(own, { x: "x", y: "y", fill: style.colour, r: 3 })]
            : [
                plot.text(own.slice(-1), {
                  x: "x",
                  y: "y",
                  text: "name",
                  textAnchor: "start",
                  dx: 6,
                  fill: style.colour,
                  fontWeight: 600,
                }),
              ]),
        ]
      }),
      plot.tip(points, plot.pointer({ x: "x", y: "y", title: "title", fill: "var(--sheet)" })),
    ],
  })
}

function drawBars({ x, y }: ChartOf<"bars">, { plot, width, rows, values }: Drawing): Element {
  const bars = sortRows(rows, y, "down")
    .slice(0, MOST_BARS)
    .map((row) => ({ x: values.text(x, row[x]), y: values.number(y, row[y]), text: values.text(y, row[y]) }))
  return plot.plot({
    width,
    height: 60 + bars.length * 22,
    marginLeft: Math.min(180, width / 3),
    marginRight: 64,
    x: { label: values.label(y), grid: true, tickFormat: values.tick },
    y: { label: null, domain: bars.map((bar) => bar.x) },
    marks: [
      plot.barX(bars, { x: "y", y: "x", fill: "var(--accent)" }),
      plot.text(bars, { x: "y", y: "x", text: "text", textAnchor: "start", dx: 5, fill: "var(--ink)" }),
    ],
  })
}

function drawHistogram({ x }: ChartOf<"histogram">, { plot, width, rows, values }: Drawing): Element {
  const points = rows.map((row) => ({ x: values.number(x, row[x]) }))
  return plot.plot({
    width,
    height: CHART_HEIGHT,
    marginLeft: 56,
    x: { label: values.label(x), tickFormat: values.tick },
    y: { grid: true, label: null, tickFormat: values.tick },
    marks: [
      plot.rectY(points, { ...plot.binX({ y: "count" }, { x: "x" }), fill: "var(--accent)", insetRight: 1 }),
      plot.ruleY([0]),
    ],
  })
}

/** "Jan", or "J" where there is no room; days and hours without their year. */
function shortMoment(value: string, values: Values, isNarrow: boolean): string {
  const [month] = values.moment(value).split(" ")
  const text = /^\d{4}-\d{2}$/.test(value) ? (month ?? value) : value.slice(5)
  return isNarrow ? text.slice(0, 1).toUpperCase() : text
}
