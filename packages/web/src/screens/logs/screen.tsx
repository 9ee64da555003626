import { useQuery } from "@tanstack/react-query"
import { getRouteApi, Link } from "@tanstack/react-router"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { isOver, runQuery } from "../../api/queries.ts"
import { EmptyState, ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { LogFilterForm } from "./log-filter-form.tsx"
import { LogLines } from "./log-lines.tsx"
import "./logs.css"
import { useEndInSight } from "./use-end-in-sight.ts"
import { useRunLog } from "./use-run-log.ts"

const route = getRouteApi("/runs/$run/logs")

/** The log of a run: the workflow's own events and what the handlers printed, in the order of time. */
export function LogsScreen() {
  const { t } = useTranslation("logs")
  const search = route.useSearch()
  return (
    <>
      <h2 className="unseen">{t("title")}</h2>
      {/* Filled anew when another filter is gone to. */}
      <LogFilterForm key={JSON.stringify([search.batch, search.object, search.level])} />
      <Lines />
    </>
  )
}

function Lines() {
  const { t } = useTranslation("logs")
  const { run } = route.useParams()
  const search = route.useSearch()
  const { data: view } = useQuery(runQuery(run))
  const isRunning = view !== undefined && !isOver(view.status)
  const { data, error, hasMore, isReading, more, tryAgain } = useRunLog({
    run,
    search,
    isRunOver: !isRunning,
  })
  const lines = useMemo(() => data?.parts.flatMap((part) => part.lines) ?? [], [data])
  const isFollowing = isRunning && search.follow === true
  useEndInSight(isFollowing, lines)
  if (data === undefined)
    return error === null ? <Skeleton height="640px" /> : <ErrorState error={error} onAgain={tryAgain} />
  return (
    <>
      <LogHead count={lines.length} isAll={!hasMore && !isRunning} isRunning={isRunning} isCut={data.isCut} />
      {lines.length === 0 && !hasMore ? (
        <NoLines isRunning={isRunning} />
      ) : (
        <LogLines run={run} lines={lines} />
      )}
      {hasMore && !isFollowing && (
        <p className="row log-more">
          <button type="button" disabled={isReading} onClick={more}>
            {t(isReading ? "loadingMore" : "more")}
          </button>
        </p>
      )}
    </>
  )
}

type LogHeadProps = {
  readonly count: number
  readonly isAll: boolean
  readonly isRunning: boolean
  readonly isCut: boolean
}

/** How many lines are shown; while the run goes on, whether its end is followed. */
function LogHead({ count, isAll, isRunning, isCut }: LogHeadProps) {
  const { t } = useTranslation("logs")
  const format = useFormat()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <p className="row log-head small">
      <span className="soft figures" role="status">
        {t(isAll ? "shown" : "shownSoFar", { count, number: format.count(count) })}
        {isCut && ` · ${t("cut")}`}
      </span>
      {isRunning && (
        <label className="row">
          <input
            type="checkbox"
            checked={search.follow === true}
            onChange={({ target }) =>
              void navigate({
                search: { ...search, follow: target.checked ? true : undefined },
                ...{ replace: true, resetScroll: false },
              })
            }
          />
          {t("follow")}
        </label>
      )}
    </p>
  )
}

function NoLines({ isRunning }: { readonly isRunning: boolean }) {
  const { t } = useTranslation("logs")
  const { run } = route.useParams()
  const { batch, object, level } = route.useSearch()
  const isFiltered = [batch, object, level].some((value) => value !== undefined)
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
