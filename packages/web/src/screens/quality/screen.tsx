import type { QualityView } from "@mapfold/core/status/quality-view"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { isOver, runQuery } from "../../api/queries.ts"
import { NotYet } from "../../parts/not-yet.tsx"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { ChangeTable } from "./change-table.tsx"
import { decodedRecords, namedChanges } from "./changes.ts"
import { Completeness } from "./completeness.tsx"
import { NamedBars } from "./named-bars.tsx"
import "./quality.css"
import { qualityQuery } from "./queries.ts"
import { SumPicture } from "./sum-picture.tsx"
import { sumsOf } from "./sums.ts"

export function QualityScreen() {
  const { run } = useParams({ from: "/runs/$run/quality" })
  const { t } = useTranslation("quality")
  const { data: view } = useQuery(runQuery(run))
  const isRunOver = view !== undefined && isOver(view.status)
  const { data, error, refetch } = useQuery(qualityQuery(run, isRunOver))
  if (data === undefined)
    return error === null ? <QualitySkeleton /> : <ErrorState error={error} onAgain={() => void refetch()} />
  if (data === null) {
    const isGone = view?.status === "SUCCEEDED"
    return (
      <NotYet
        run={run}
        title={t(isGone ? "notYet.goneTitle" : "notYet.title")}
        hint={t(isGone ? "notYet.gone" : isRunOver ? "notYet.over" : "notYet.hint")}
        action={t("notYet.action")}
      />
    )
  }
  return <Quality view={data} run={run} />
}

function Quality({ view: { report, previous }, run }: { readonly view: QualityView; readonly run: string }) {
  const { t } = useTranslation("quality")
  const format = useFormat()
  const rules = namedChanges(report.rejects.byRule, previous?.rejects.byRule ?? null)
  const linkRule = (rule: string, shown: ReactNode) => (
    <Link to="/runs/$run/failures" params={{ run }} search={{ kind: "record", name: rule }}>
      {shown}
    </Link>
  )
  return (
    <div className="quality">
      <Completeness report={report} />
      <section className="panel" aria-labelledby="sums-title">
        <h2 id="sums-title">{t("sums")}</h2>
        <div className="sums">
          {sumsOf(report).map((sum) => (
            <SumPicture key={sum.name} sum={sum} />
          ))}
        </div>
      </section>
      <div className="quality-pair">
        <section className="panel" aria-labelledby="rules-title">
          <div className="panel-head">
            <h2 id="rules-title">{t("rules")}</h2>
            {report.rejects.objects > 0 && (
              <span className="soft figures">
                {t("rulesObjects", {
                  count: report.rejects.objects,
                  shown: format.count(report.rejects.objects),
                })}
              </span>
            )}
          </div>
          {rules.length === 0 ? (
            <p className="soft">{t("rulesNone")}</p>
          ) : (
            <NamedBars bars={rules} name={linkRule} />
          )}
        </section>
        <Missing report={report} previous={previous} />
      </div>
      <div className="panel">
        <h2>{t("changes")}</h2>
        {previous === null ? (
          <p className="soft">{t("changesNone")}</p>
        ) : (
          <ChangeTable now={report} before={previous} />
        )}
      </div>
    </div>
  )
}

function Missing({ report, previous }: QualityView) {
  const { t } = useTranslation("quality")
  const format = useFormat()
  const records = decodedRecords(report)
  const columns = report.missing === undefined ? [] : namedChanges(report.missing, previous?.missing ?? null)
  return (
    <section className="panel" aria-labelledby="missing-title">
      <div className="panel-head">
        <h2 id="missing-title">{t("missing")}</h2>
        {columns.length > 0 && (
          <span className="soft figures">{t("missingOf", { records: format.count(records) })}</span>
        )}
      </div>
      {report.missing === undefined && <p className="soft">{t("missingUnknown")}</p>}
      {report.missing !== undefined && columns.length === 0 && (
        <p className="soft">{t("missingNone", { records: format.count(records) })}</p>
      )}
      {columns.length > 0 && <NamedBars bars={columns} whole={records} />}
    </section>
  )
}

function QualitySkeleton() {
  return (
    <div className="quality" aria-hidden="true">
      <Skeleton height="46px" />
      <Skeleton height="220px" />
      <Skeleton height="240px" />
      <Skeleton height="320px" />
    </div>
  )
}
