import type { RunLine } from "@mapfold/core/status/run-line"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { runsQuery, STRIP_RUNS } from "../../api/queries.ts"
import { toneOf } from "../../parts/tone.ts"
import { useFormat } from "../../parts/use-format.ts"
import { visibleText } from "../../parts/visible-text.ts"
import { barHeights } from "./bar-heights.ts"

/** The last runs as bars, whatever the list shows: how it has been going, at a glance. */
export function RunStrip() {
  const { t } = useTranslation(["runs", "parts"])
  const { data } = useQuery(runsQuery({}, STRIP_RUNS))
  const runs = data === undefined ? [] : [...data.runs].reverse()
  // On the first visit there is nothing to be seen at a glance.
  if (data?.runs.length === 0) return null
  const heights = barHeights(runs.map(({ durationMs }) => durationMs))
  return (
    <section className="strip" aria-labelledby="strip-title">
      <div className="panel-head">
        <h2 id="strip-title">{t("runs:strip", { shown: String(STRIP_RUNS) })}</h2>
        <span className="soft small">{t("runs:stripHint")}</span>
      </div>
      <ol className="strip-bars">
        {runs.map((run, index) => (
          <StripBar key={run.run} run={run} height={heights[index]!} />
        ))}
      </ol>
    </section>
  )
}

function StripBar({ run, height }: { readonly run: RunLine; readonly height: number }) {
  const { t } = useTranslation(["runs", "parts"])
  const format = useFormat()
  const label = t("runs:stripRun", {
    run: visibleText(run.run),
    status: t(`parts:status.${run.status}`),
    duration: format.duration(run.durationMs),
  })
  return (
    <li>
      <Link to="/runs/$run" params={{ run: run.run }} aria-label={label} title={label}>
        <span className={`bar fill tone-${toneOf(run.status)}`} style={{ height: `${height}px` }} />
      </Link>
    </li>
  )
}
