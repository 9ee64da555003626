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
    height: barsHeight(bars.length),
    marginLeft: Math.min(180, width / 3),
    marginRight: 64,
    x: { label: values.label(y), grid: true, tickFormat: values.tick, ...fewTicks(bars.map((bar) => bar.y)) },
    y: { label: null, domain: bars.map((bar) => bar.x) },
    marks: [
      plot.barX(bars, { x: "y", y: "x", fill: "var(--accent)" }),
      plot.text(bars, { x: "y", y: "x", text: "text", textAnchor: "start", dx: 5, fill: "var(--ink)" }),
    ],
  })
}

/** Pixels. */
export function barsHeight(count: number): number {
  return 60 + Math.min(count, MOST_BARS) * 22
}

/** Where few things are counted, there is no half of one. */
function fewTicks(counts: readonly (number | null)[]): { readonly ticks?: number } {
  const most = Math.max(1, ...counts.map((count) => count ?? 0))
  return most < 8 && counts.every((count) => count === null || Number.isInteger(count)) ? { ticks: most } : {}
}
