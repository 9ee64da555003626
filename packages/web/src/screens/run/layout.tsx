import type { RunView } from "@mapfold/core/status/run-view"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { getRouteApi, Link, Outlet } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import { useTranslation } from "react-i18next"
import { runQuery } from "../../api/queries.ts"
import { RUN_TABS } from "../../app/run-tabs.ts"
import { useTitle } from "../../app/use-title.ts"
import { Raw } from "../../parts/raw.tsx"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { RunActions } from "./run-actions.tsx"
import { RunFacts } from "./run-facts.tsx"
import "./run.css"

const route = getRouteApi("/runs/$run")

/** What is around every view of a run: its name, its state, what may be done with it, and its tabs. */
export function RunLayout() {
  const { run } = route.useParams()
  const { t } = useTranslation("run")
  const { data, error, refetch } = useQuery(runQuery(run))
  useTitle(run, t("back"))
  useFollowing(run, data)
  const isUnknown = data === undefined && error !== null
  return (
    <>
      <header className="run-head">
        <div className="run-title">
          <p className="small">
            <Link to="/">{t("back")}</Link>
          </p>
          <h1>
            <Raw text={run} isLong />
          </h1>
          {data !== undefined && <RunFacts run={data} />}
          {data === undefined && !isUnknown && <Skeleton height="28px" width="min(520px, 100%)" />}
        </div>
        {data === undefined ? <div className="actions" /> : <RunActions run={data} />}
      </header>
      {isUnknown ? (
        <ErrorState error={error} onAgain={refetch} />
      ) : (
        <>
          <RunTabs run={run} view={data} />
          <Outlet />
        </>
      )}
    </>
  )
}

/** Whoever redrives a run elsewhere changes all that is shown of it: what was read of its last attempt is read again. */
function useFollowing(run: string, view: RunView | undefined): void {
  const client = useQueryClient()
  const attempt = view === undefined ? null : `${view.redrives} ${view.endedAt}`
  const seen = useRef<{ run: string; attempt: string } | null>(null)
  useEffect(() => {
    if (attempt === null) return
    const before = seen.current
    seen.current = { run, attempt }
    if (before === null || before.run !== run || before.attempt === attempt) return
    void client.invalidateQueries({
      queryKey: ["run", run],
      predicate: ({ queryKey }) => queryKey.length > 2,
    })
  }, [client, run, attempt])
}

function RunTabs({ run, view }: { readonly run: string; readonly view: RunView | undefined }) {
  const { t } = useTranslation(["run", "batches", "failures", "quality", "result", "logs"])
  const format = useFormat()
  const failed = view?.progress.objects.failed ?? 0
  return (
    <nav className="tabs" aria-label={t("run:tabs")}>
      {RUN_TABS.map(({ name, to }) => (
        <Link key={name} to={to} params={{ run }} activeOptions={{ exact: true, includeSearch: false }}>
          {t(`${name}:title`)}
          {name === "failures" && failed > 0 && (
            <span className="tab-count figures">{format.short(failed)}</span>
          )}
        </Link>
      ))}
    </nav>
  )
}
