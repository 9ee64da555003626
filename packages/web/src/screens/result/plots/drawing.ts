import type { Chart } from "../chart-choice.ts"
import type { ResultRow } from "../columns.ts"
import type { Values } from "../use-values.ts"

export type ChartOf<Kind extends Chart["kind"]> = Extract<Chart, { readonly kind: Kind }>

/** What a chart of a result is drawn with. */
export type Drawing = {
  readonly plot: typeof import("@observablehq/plot")
  /** Pixels. */
  readonly width: number
  readonly rows: readonly ResultRow[]
  readonly values: Values
}

/** Pixels. Bars alone may be taller. */
export const CHART_HEIGHT = 320
