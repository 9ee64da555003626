import type { RunLine } from "@mapfold/core/status/run-line"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { paramsText } from "../../parts/params-text.ts"
import { Raw } from "../../parts/raw.tsx"
import { StatusBadge } from "../../parts/status-badge.tsx"
import type { Column } from "../../parts/table.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { visibleText } from "../../parts/visible-text.ts"
import { nameOfError } from "./name-of-error.ts"

/** What the list tells of each run. The cost is left out where running costs nothing. */
export function useRunColumns({ hasCost }: { readonly hasCost: boolean }): readonly Column<RunLine>[] {
  const { t } = useTranslation("runs")
  const format = useFormat()
  const cost: Column<RunLine> = {
    id: "cost",
    title: t("columns.cost"),
    isNumber: true,
    isMinor: true,
    cell: (run) => format.money(run.cost),
  }
  return [
    { id: "status", title: t("columns.status"), cell: (run) => <RunState run={run} /> },
    { id: "run", title: t("columns.run"), cell: (run) => <RunName run={run} /> },
    { id: "job", title: t("columns.job"), isMinor: true, cell: (run) => <JobName run={run} /> },
    {
      id: "objects",
      title: t("columns.objects"),
      isNumber: true,
      isMinor: true,
      cell: (run) => <Objects run={run} />,
    },
    {
      id: "rows",
      title: t("columns.rows"),
      isNumber: true,
      isMinor: true,
      cell: (run) => format.short(run.records?.rows ?? null),
    },
    {
      id: "duration",
      title: t("columns.duration"),
      isNumber: true,
      isMinor: true,
      cell: (run) => format.duration(run.durationMs),
    },
    ...(hasCost ? [cost] : []),
    {
      id: "started",
      title: t("columns.started"),
      isNumber: true,
      isMinor: true,
      cell: (run) => <time dateTime={run.startedAt}>{format.instant(run.startedAt)}</time>,
    },
  ]
}

function RunState({ run }: { readonly run: RunLine }) {
  const { t } = useTranslation("parts")
  return (
    <span className="stack">
      <StatusBadge status={run.status} />
      {run.status === "FAILED" && run.error !== null && (
        <span className="soft small run-error" title={visibleText(run.error)}>
          {visibleText(nameOfError(run.error))}
        </span>
      )}
      {run.complete === false && (
        <span>
          <span className="stamp" title={t("partialHint")}>
            {t("partial")}
          </span>
        </span>
      )}
    </span>
  )
}

function RunName({ run }: { readonly run: RunLine }) {
  const { t } = useTranslation("runs")
  return (
    <span className="stack">
      <Link to="/runs/$run" params={{ run: run.run }}>
        <Raw text={run.run} isLong />
      </Link>
      {run.repairs !== null && (
        <Link className="small" to="/runs/$run" params={{ run: run.repairs }}>
          {t("repairs", { run: visibleText(run.repairs) })}
        </Link>
      )}
      {run.reduces != null && (
        <Link className="small" to="/runs/$run" params={{ run: run.reduces }}>
          {t("reduces", { run: visibleText(run.reduces) })}
        </Link>
      )}
      <NarrowLine run={run} />
      {run.redrives > 0 && <span className="soft small">{t("redriven", { count: run.redrives })}</span>}
    </span>
  )
}

/** On a narrow screen the other columns are left out: the most of them, as a line. */
function NarrowLine({ run }: { readonly run: RunLine }) {
  const format = useFormat()
  return (
    <span className="only-narrow soft small figures">
      <Raw text={paramsText(run.params)} /> · <Objects run={run} /> · {format.duration(run.durationMs)}
    </span>
  )
}

function JobName({ run }: { readonly run: RunLine }) {
  return (
    <span className="stack">
      <span className="job-name">
        <Raw text={run.job ?? "–"} />
      </span>
      <span className="soft small">
        <Raw text={paramsText(run.params)} isLong />
      </span>
    </span>
  )
}

function Objects({ run: { status, objects } }: { readonly run: RunLine }) {
  const { t } = useTranslation("runs")
  const format = useFormat()
  if (objects === null) return format.count(null)
  const done = objects.processed + objects.skipped + objects.failed
  const listed = format.count(objects.listed)
  const isWhole = status === "SUCCEEDED" || done === objects.listed
  return (
    <span className="stack objects">
      <span>{isWhole ? listed : t("objectsOf", { done: format.count(done), listed })}</span>
      {objects.failed > 0 && <span className="small bad">{t("failed", { count: objects.failed })}</span>}
    </span>
  )
}
