import type { Values } from "../use-values.ts"
import { CHART_HEIGHT, type ChartOf, type Drawing } from "./drawing.ts"

/** From the lowest to the highest of each moment, with the mean between them. */
export function drawRange(
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

/** "Jan", or "J" where there is no room; days and hours without their year. */
function shortMoment(value: string, values: Values, isNarrow: boolean): string {
  const [month] = values.moment(value).split(" ")
  const text = /^\d{4}-\d{2}$/.test(value) ? (month ?? value) : value.slice(5)
  return isNarrow ? text.slice(0, 1).toUpperCase() : text
}
