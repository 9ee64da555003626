import type { Chart } from "../chart-choice.ts"
import { drawBars } from "./draw-bars.ts"
import { drawHistogram } from "./draw-histogram.ts"
import { drawLines } from "./draw-lines.ts"
import { drawRange } from "./draw-range.ts"
import type { Drawing } from "./drawing.ts"

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
