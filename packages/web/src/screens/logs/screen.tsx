import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { getRouteApi, Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { isOver, logsQuery, runQuery } from "../../api/queries.ts"
import { EmptyState, ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { LogFilterForm } from "./log-filter-form.tsx"
import { LogLines } from "./log-lines.tsx"
import "./logs.css"

const route = getRouteApi("/runs/$run/logs")

/** The log of a run: the workflow's own events and what the handlers printed, in the order of time. */
export function LogsScreen() {
  const { t } = useTranslation("logs")
  const search = route.useSearch()
  return (
    <>
      <h2 className="unseen">{t("title")}</h2>
      {/* Filled anew when another filter is gone to. */}
      <LogFilterForm key={JSON.stringify(search)} />
      <Lines />
    </>
  )
}

function Lines() {
  const { t } = useTranslation("logs")
  const format = useFormat()
  const { run } = route.useParams()
  const search = route.useSearch()
  const { data: view } = useQuery(runQuery(run))
  const isRunning = view !== undefined && !isOver(view.status)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    logsQuery(run, search, !isRunning),
  )
  if (data === undefined)
    return error === null ? <Skeleton height="640px" /> : <ErrorState error={error} onAgain={refetch} />
  const lines = data.pages.flatMap((page) => page.lines)
  if (lines.length === 0 && !hasNextPage) return <NoLines isRunning={isRunning} />
  const isAll = !hasNextPage && !isRunning
  return (
    <>
      <p className="soft small figures" role="status">
        {t(isAll ? "shown" : "shownSoFar", { count: lines.length, number: format.count(lines.length) })}
      </p>
      <LogLines run={run} lines={lines} />
      {hasNextPage && (
        <p className="row log-more">
          <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t(isFetchingNextPage ? "loadingMore" : "more")}
          </button>
        </p>
      )}
    </>
  )
}

function NoLines({ isRunning }: { readonly isRunning: boolean }) {
  const { t } = useTranslation("logs")
  const { run } = route.useParams()
  const isFiltered = Object.values(route.useSearch()).some((value) => value !== undefined)
  const reason = isFiltered ? "filtered" : isRunning ? "running" : "over"
  return (
    <EmptyState title={t(`empty.${reason}`)}>
      <p>{t(`empty.${reason}Hint`)}</p>
      {isFiltered && (
        <Link to="/runs/$run/logs" params={{ run }}>
          {t("clear")}
        </Link>
      )}
    </EmptyState>
  )
}
