import { CHART_HEIGHT, type ChartOf, type Drawing } from "./drawing.ts"

/** How many rows have about which value. */
export function drawHistogram({ x }: ChartOf<"histogram">, { plot, width, rows, values }: Drawing): Element {
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
