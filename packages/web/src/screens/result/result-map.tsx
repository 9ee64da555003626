import type { ProjectionOptions } from "@observablehq/plot"
import { useQuery } from "@tanstack/react-query"
import { useCallback, useMemo, useRef } from "react"
import { useTranslation } from "react-i18next"
import { PlotFigure } from "../../parts/plot-figure.tsx"
import { Raw } from "../../parts/raw.tsx"
import { ErrorState } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { useWidth } from "../../parts/use-width.ts"
import type { ResultColumn, ResultRow } from "./columns.ts"
import { labelSides, type Side } from "./label-sides.ts"
import { mapExtentOf, outlineOf } from "./map-extent.ts"
import { type Place, placesOf } from "./places.ts"
import { landQuery } from "./queries.ts"
import type { Values } from "./use-values.ts"

/** Places that have a number on the map and a line beside it; more are dots alone. */
const NUMBERED = 24
const MAP_HEIGHT = 380
const MIN_MAP_HEIGHT = 220
/** Pixels from a place to its number. */
const OFFSETS: Readonly<Record<Side, readonly [number, number]>> = {
  above: [0, -13],
  below: [0, 13],
  after: [12, 0],
  before: [-12, 0],
}

type ResultMapProps = {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly ResultRow[]
  readonly values: Values
}

/** Where on Earth the rows are: numbered places on a map, and beside it what each of them is. */
export function ResultMap({ columns, rows, values }: ResultMapProps) {
  const { t } = useTranslation("result")
  const places = useMemo(() => {
    const found = placesOf(
      columns.map(({ name }) => name),
      rows,
    )
    return found === null ? null : [...found].sort((left, right) => right.rows.length - left.rows.length)
  }, [columns, rows])
  return (
    <section className="panel" aria-labelledby="map-title">
      <h2 id="map-title">{t("map")}</h2>
      {places === null && <p className="soft">{t("mapNone")}</p>}
      {places?.length === 0 && <p className="soft">{t("mapEmpty")}</p>}
      {places !== null && places.length > 0 && (
        <div className="map-views">
          <WorldMap places={places} />
          <PlaceList places={places} columns={columns} values={values} />
        </div>
      )}
    </section>
  )
}

function WorldMap({ places }: { readonly places: readonly Place[] }) {
  const { t } = useTranslation("result")
  const format = useFormat()
  const place = useRef<HTMLDivElement>(null)
  const height = heightOf(useWidth(place))
  const { data: land, error, refetch } = useQuery(landQuery)
  const draw = useCallback(
    (plot: typeof import("@observablehq/plot"), width: number) => {
      const sides = labelSides(places.slice(0, NUMBERED))
      const dots = places.map((place, index) => ({ ...place, number: String(index + 1), side: sides[index] }))
      const at = { x: "longitude", y: "latitude" } as const
      return plot.plot({
        ...{ width, height: heightOf(width), margin: 2, projection: projectionOf(places) },
        clip: "frame",
        marks: [
          plot.sphere({ fill: "var(--ground)", stroke: "var(--line-strong)" }),
          plot.graticule({ stroke: "var(--line)", strokeOpacity: 0.8 }),
          plot.geo(land!, { fill: "var(--line)" }),
          plot.frame({ stroke: "var(--line-strong)" }),
          plot.dot(dots, { ...at, r: 5, fill: "var(--accent)", stroke: "var(--sheet)", strokeWidth: 1.5 }),
          ...Object.entries(OFFSETS).map(([side, [dx, dy]]) =>
            plot.text(
              dots.filter((dot) => dot.side === side),
              {
                ...at,
                dx,
                dy,
                text: "number",
                fill: "var(--ink)",
                stroke: "var(--sheet)",
                strokeWidth: 4,
                fontWeight: 700,
                fontSize: 13,
              },
            ),
          ),
        ],
      })
    },
    [land, places],
  )
  const label = t("mapLabel", { shown: format.count(places.length) })
  return (
    <div ref={place} style={{ minHeight: `${height}px` }}>
      {error !== null && <ErrorState error={error} onAgain={() => void refetch()} />}
      {land !== undefined && <PlotFigure label={label} height={height} draw={draw} />}
    </div>
  )
}

/**
 * Equal Earth: areas are true, so that no station looks as if it stood for half of Greenland, and the shapes are those that
 * people know. Turned to the middle of the places, where it bends shapes the least.
 */
function projectionOf(places: readonly Place[]): ProjectionOptions {
  const extent = mapExtentOf(places)
  if (extent === null) return { type: "equal-earth" }
  return {
    ...{ type: "equal-earth", inset: 1, domain: outlineOf(extent) },
    rotate: [-(extent.west + extent.east) / 2, 0],
  }
}

/** The world is twice as wide as it is tall; a narrow map is taller than that, so that its numbers stand apart. */
function heightOf(width: number): number {
  return Math.min(MAP_HEIGHT, Math.max(MIN_MAP_HEIGHT, Math.round(width / 2)))
}

type PlaceListProps = {
  readonly places: readonly Place[]
  readonly columns: readonly ResultColumn[]
  readonly values: Values
}

function PlaceList({ places, columns, values }: PlaceListProps) {
  const { t } = useTranslation("result")
  const format = useFormat()
  const name = ["name", "station"].find((known) => columns.some((column) => column.name === known))
  const moment = columns.find(({ kind }) => kind === "moment")?.name
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <ol className="places figures" tabIndex={0} aria-label={t("placeList")}>
      {places.slice(0, NUMBERED).map(({ latitude, longitude, rows }, index) => (
        <li key={`${latitude} ${longitude}`}>
          <span className="place-number" aria-hidden="true">
            {index + 1}
          </span>
          <span>
            <strong>
              <Raw
                text={String((name === undefined ? null : rows[0]?.[name]) ?? `${latitude}, ${longitude}`)}
              />
            </strong>
            <span className="soft">
              {moment === undefined
                ? t("places", { count: rows.length, shown: format.count(rows.length) })
                : rows
                    .slice(0, 12)
                    .map((row) => values.moment(row[moment]))
                    .join(" · ")}
            </span>
          </span>
        </li>
      ))}
      {places.length > NUMBERED && (
        <li className="soft">{t("morePlaces", { shown: format.count(places.length - NUMBERED) })}</li>
      )}
    </ol>
  )
}
