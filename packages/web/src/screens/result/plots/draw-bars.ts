import { MOST_BARS } from "../chart-choice.ts"
import { sortRows } from "../order.ts"
import type { ChartOf, Drawing } from "./drawing.ts"

/** One measure by name, the largest first. */
export function drawBars({ x, y }: ChartOf<"bars">, { plot, width, rows, values }: Drawing): Element {
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
