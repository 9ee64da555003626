import type { MapRunView } from "@mapfold/core/status/run-view"
import { useParams, useSearch } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { ChoiceLink } from "../../parts/choice-link.tsx"
import { StackedBar } from "../../parts/stacked-bar.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { UNITS } from "./search.ts"
import { SEGMENTS, totalOf } from "./segments.ts"

type WorkBarProps = {
  readonly mapRun: MapRunView | null
  /** Of the run as its report has them: also those that failed inside a batch that did not. */
  readonly failedObjects: number
}

/** All objects or batches of the run by their state, as DescribeMapRun counts them. */
export function WorkBar({ mapRun, failedObjects }: WorkBarProps) {
  const { t } = useTranslation("run")
  const { unit = "items" } = useSearch({ from: "/runs/$run/" })
  return (
    <section className="panel work" aria-labelledby="work-title">
      <div className="panel-head">
        <h2 id="work-title">{t("bar.title")}</h2>
        <UnitChoice unit={unit} />
      </div>
      {mapRun === null ? (
        <p className="soft">{t("bar.none")}</p>
      ) : (
        <MapRunBar mapRun={mapRun} unit={unit} failedObjects={failedObjects} />
      )}
    </section>
  )
}

type Unit = (typeof UNITS)[number]

function UnitChoice({ unit }: { readonly unit: Unit }) {
  const { t } = useTranslation("run")
  const { run } = useParams({ from: "/runs/$run/" })
  return (
    <nav className="choice" aria-label={t("bar.unit")}>
      {UNITS.map((name) => (
        <ChoiceLink
          key={name}
          to="/runs/$run"
          params={{ run }}
          search={name === "items" ? {} : { unit: name }}
          replace
          resetScroll={false}
          isCurrent={name === unit}
        >
          {t(`bar.${name}`)}
        </ChoiceLink>
      ))}
    </nav>
  )
}

type MapRunBarProps = WorkBarProps & { readonly mapRun: MapRunView; readonly unit: Unit }

function MapRunBar({ mapRun, unit, failedObjects }: MapRunBarProps) {
  const { t } = useTranslation("run")
  const format = useFormat()
  const counts = mapRun[unit]
  const total = totalOf(counts)
  const segments = SEGMENTS.map(([id, tone]) => ({
    ...{ id, tone, count: counts[id] },
    title: t(`bar.states.${id}`),
  }))
  const parts = segments.map(({ title, count }) => `${format.count(count)} ${title}`).join(", ")
  const label = t("bar.label", { total: format.count(total), unit: t(`bar.${unit}`), parts })
  return (
    <>
      <StackedBar label={label} segments={segments} total={total} />
      <MapRunFacts mapRun={mapRun} failedObjects={failedObjects} />
    </>
  )
}

/** What stands below the bar: results, limits, and what the counts of batches do not tell. */
function MapRunFacts({ mapRun, failedObjects }: Omit<MapRunBarProps, "unit">) {
  const { t } = useTranslation("run")
  const format = useFormat()
  const within = failedObjects - mapRun.items.failed - mapRun.items.timedOut - mapRun.items.aborted
  const facts = [
    t("bar.written", {
      count: totalOf(mapRun.batches),
      written: format.count(mapRun.batches.resultsWritten),
      total: format.count(totalOf(mapRun.batches)),
    }),
    t("bar.concurrency", { number: format.count(mapRun.maxConcurrency) }),
    ...(mapRun.toleratedFailurePercentage < 100
      ? [t("bar.tolerance", { percent: format.percent(mapRun.toleratedFailurePercentage / 100) })]
      : []),
    ...(mapRun.redrives > 0
      ? [t("bar.redrives", { count: mapRun.redrives, number: format.count(mapRun.redrives) })]
      : []),
  ]
  return (
    <>
      <p className="soft small figures">{facts.join(" · ")}</p>
      {within > 0 && (
        <p className="small bad figures">
          {t("bar.within", { count: within, number: format.count(within) })}
        </p>
      )}
    </>
  )
}
