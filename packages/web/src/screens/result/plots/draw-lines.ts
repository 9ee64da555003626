import { timeOf } from "../columns.ts"
import { CHART_HEIGHT, type ChartOf, type Drawing } from "./drawing.ts"
import { labelOffsets } from "./label-offsets.ts"

/** Pixels from one name to the next at the end of lines. */
const NAME_GAP = 13
/** Pixels above and below the lines: the measure's name above, times below. */
const ABOVE = 30
const BELOW = 30

/** Lines are told apart by colour, by dash and by the name at their end. */
const LINES = [
  { colour: "var(--accent)", dash: "" },
  { colour: "var(--ink)", dash: "6 3" },
  { colour: "var(--stop)", dash: "2 3" },
  { colour: "var(--late)", dash: "10 3" },
  { colour: "var(--good)", dash: "8 3 2 3" },
  { colour: "var(--wait)", dash: "4 2" },
] as const

/** One measure over time, a line for each name. */
export function drawLines(chart: ChartOf<"lines">, { plot, width, rows, values }: Drawing): Element {
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
  const numbers = points.flatMap(({ y }) => y ?? [])
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  // Lines that are all far from nought are told apart better without it.
  const isFromZero = least < most / 2
  const perUnit =
    (CHART_HEIGHT - ABOVE - BELOW) / Math.max(most - (isFromZero ? Math.min(0, least) : least), 1e-9)
  const ends = lines.map((name) => points.findLast((point) => point.name === name))
  const offsets = labelOffsets(
    ends.map((end) => -(end?.y ?? 0) * perUnit),
    NAME_GAP,
  )
  const span = times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
  return plot.plot({
    width,
    height: CHART_HEIGHT,
    marginTop: ABOVE,
    marginBottom: BELOW,
    marginLeft: 56,
    marginRight: series === null ? 20 : 96,
    x: {
      type: "utc",
      label: null,
      tickFormat: (value: Date) => values.time(value, span),
      ticks: Math.max(2, Math.floor(width / 110)),
    },
    y: { grid: true, label: values.label(y), nice: true, zero: isFromZero, tickFormat: values.tick },
    marks: [
      ...(isFromZero ? [plot.ruleY([0], { stroke: "var(--line-strong)" })] : []),
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
                  dy: offsets[index]!,
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
