import { useEffect, useRef } from "react"
import { useWidth } from "./use-width.ts"

type PlotModule = typeof import("@observablehq/plot")

type PlotFigureProps = {
  /** What the chart shows, in words, for whoever cannot see it. */
  readonly label: string
  /** Pixels; kept free until the chart is there. */
  readonly height: number
  /** Draws the chart at a width in pixels. Give a new function only when what it shows has changed. */
  readonly draw: (plot: PlotModule, width: number) => Element
}

/** A chart of Observable Plot, which is loaded when the first one is shown, drawn as wide as its place. */
export function PlotFigure({ label, height, draw }: PlotFigureProps) {
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)

  useEffect(() => {
    const element = place.current
    if (element === null || width === 0) return
    let isCurrent = true
    import("@observablehq/plot").then(
      (plot) => {
        if (isCurrent) element.replaceChildren(prepare(draw(plot, width)))
      },
      () => element.replaceChildren(label),
    )
    return () => {
      isCurrent = false
    }
  }, [draw, width, label])

  return (
    <div ref={place} className="plot" role="img" aria-label={label} style={{ minHeight: `${height}px` }} />
  )
}

/**
 * Plot brings a style element, which the page's policy forbids: what it says stands in src/style/plot.css. It names its
 * groups by their marks ("rect"), which tells a listener nothing: the label of the whole says what there is to hear.
 */
function prepare(chart: Element): Element {
  for (const style of chart.querySelectorAll("style")) style.remove()
  for (const named of chart.querySelectorAll("[aria-label], [aria-description]")) {
    named.removeAttribute("aria-label")
    named.removeAttribute("aria-description")
  }
  return chart
}
