import type { RunView } from "@mapfold/core/status/run-view"
import { Link } from "@tanstack/react-router"
import { Trans, useTranslation } from "react-i18next"
import { isOver } from "../../api/queries.ts"
import { paramsText } from "../../parts/params-text.ts"
import { Raw } from "../../parts/raw.tsx"
import { StatusBadge } from "../../parts/status-badge.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { visibleText } from "../../parts/visible-text.ts"

/** The line under a run's name: state, job, params, when, and what it repairs or is repaired by. */
export function RunFacts({ run }: { readonly run: RunView }) {
  const { t } = useTranslation(["run", "parts"])
  const format = useFormat()
  return (
    <div className="run-facts figures">
      <StatusBadge status={run.status} />
      {run.complete === false && (
        <span className="stamp" title={t("parts:partialHint")}>
          {t("parts:partial")}
        </span>
      )}
      <span>
        <Raw text={run.job ?? "–"} /> <Raw text={paramsText(run.params)} />
      </span>
      <span className="soft">{t("run:started", { time: format.instant(run.startedAt) })}</span>
      <span className="soft">
        {t(isOver(run.status) ? "run:ended" : "run:took", { duration: format.duration(run.durationMs) })}
      </span>
      {run.repairs !== null && <OtherRun text="repairs" run={run.repairs} />}
      {run.reduces != null && <OtherRun text="reduces" run={run.reduces} />}
      {run.repairedBy.map((name) => (
        <OtherRun key={name} text="repairedBy" run={name} />
      ))}
    </div>
  )
}

function OtherRun({
  text,
  run,
}: {
  readonly text: "repairs" | "reduces" | "repairedBy"
  readonly run: string
}) {
  const { t } = useTranslation("run")
  return (
    <span>
      <Trans
        t={t}
        i18nKey={text}
        values={{ run: visibleText(run) }}
        components={{ a: <Link to="/runs/$run" params={{ run }} /> }}
      />
    </span>
  )
}
