import type { Cause, FailuresView } from "@mapfold/core/status/failure-view"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams, useSearch } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { EmptyState, ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { CauseList } from "./cause-list.tsx"
import "./failures.css"
import { ObjectList } from "./object-list.tsx"
import { failuresQuery } from "./queries.ts"
import type { FailuresSearch } from "./search.ts"

export function FailuresScreen() {
  const { run } = useParams({ from: "/runs/$run/failures" })
  const search = useSearch({ from: "/runs/$run/failures" })
  const { t } = useTranslation("failures")
  const { data, error, refetch } = useQuery(failuresQuery(run))
  if (data === undefined)
    return error === null ? <FailuresSkeleton /> : <ErrorState error={error} onAgain={() => void refetch()} />
  if (data.causes.length === 0) return <NoFailures run={run} view={data} />
  const cause = chooseCause(data.causes, search)
  return (
    <div className="failures">
      <div className="failures-head">
        <Summary view={data} />
        <a className="button" href={`/api/runs/${encodeURIComponent(run)}/files/failures.jsonl`} download>
          {t("download")}
        </a>
      </div>
      <div className="failures-views">
        <CauseList causes={data.causes} open={cause} />
        {cause === undefined ? (
          <EmptyState title={t("noCause.title")}>
            <Link className="button" to="/runs/$run/failures" params={{ run }}>
              {t("noCause.action")}
            </Link>
          </EmptyState>
        ) : (
          <section className="panel" aria-labelledby="cause-title">
            <h2 id="cause-title">
              <Raw text={cause.name} isLong />
            </h2>
            <ObjectList
              key={`${cause.kind} ${cause.name}`}
              cause={cause}
              open={search.object}
              isRunning={data.isRunning}
            />
          </section>
        )}
      </div>
    </div>
  )
}

/** That nothing failed is said only where all objects are accounted for. */
function NoFailures({ run, view }: { readonly run: string; readonly view: FailuresView }) {
  const { t } = useTranslation("failures")
  const { isRunning, hasReport } = view
  const isUnknown = !isRunning && !hasReport
  return (
    <EmptyState title={t(isUnknown ? "none.unknownTitle" : "none.title")}>
      <p>{t(isUnknown ? "none.unknown" : isRunning ? "none.running" : "none.over")}</p>
      <Link className="button" to={isUnknown ? "/runs/$run" : "/runs/$run/quality"} params={{ run }}>
        {t(isUnknown ? "none.toOverview" : "none.action")}
      </Link>
    </EmptyState>
  )
}

/** The cause that the address names, or the first: the most of anything is what a person came for. */
function chooseCause(causes: readonly Cause[], { kind, name }: FailuresSearch): Cause | undefined {
  if (name === undefined) return causes[0]
  return causes.find((cause) => cause.name === name && (kind === undefined || cause.kind === kind))
}

function Summary({ view: { objects, records, isRunning } }: { readonly view: FailuresView }) {
  const { t } = useTranslation("failures")
  const format = useFormat()
  return (
    <p className="figures failures-summary">
      {objects.failed > 0 && (
        <span>
          {t("summary.objects", {
            count: objects.failed,
            shown: format.count(objects.failed),
            total: format.count(objects.listed),
          })}
        </span>
      )}
      {records.rejected > 0 && (
        <span>
          {t("summary.records", {
            count: records.rejected,
            shown: format.count(records.rejected),
            total: format.count(records.rows),
            objects: format.count(records.objects),
          })}
        </span>
      )}
      {isRunning && <span className="soft">{t("summary.running")}</span>}
    </p>
  )
}

function FailuresSkeleton() {
  return (
    <div className="failures" aria-hidden="true">
      <Skeleton height="34px" />
      <div className="failures-views">
        <Skeleton height="300px" />
        <Skeleton height="420px" />
      </div>
    </div>
  )
}
