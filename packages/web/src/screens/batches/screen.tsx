import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useCallback, useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useAllBatches } from "../../api/all-batches.ts"
import { isOver, runQuery } from "../../api/queries.ts"
import { ChoiceLink } from "../../parts/choice-link.tsx"
import { EmptyState, ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { BatchCounts, ShadeScale } from "./batch-counts.tsx"
import { BatchGrid } from "./batch-grid.tsx"
import { countByStatus, durationOf, slowestOf } from "./batch-index.ts"
import { BatchPanel } from "./batch-panel.tsx"
import { BatchTable } from "./batch-table.tsx"
import { BatchTimeline } from "./batch-timeline.tsx"
import "./batches.css"
import { makeDurationScale } from "./duration-shade.ts"
import { SlowestBatches } from "./slowest-batches.tsx"
import { medianDuration } from "./sort-lines.ts"
import { useTroubledBatches } from "./troubled.ts"
import { useNow } from "./use-now.ts"

const SLOWEST = 5
/** Cells of batches that have not started: beyond these only their number is told. */
const MOST_PENDING = 10_000

export function BatchesScreen() {
  const { run } = useParams({ from: "/runs/$run/batches" })
  const search = useSearch({ from: "/runs/$run/batches" })
  const navigate = useNavigate({ from: "/runs/$run/batches" })
  const { t } = useTranslation("batches")
  const format = useFormat()
  const view = useQuery(runQuery(run))
  const isRunOver = view.data !== undefined && isOver(view.data.status)
  const batches = useAllBatches({ run, redrives: view.data?.redrives ?? 0, isRunOver })
  const troubled = useTroubledBatches(run)
  const now = useNow(view.data !== undefined && !isRunOver)

  const lines = useMemo(() => batches.data?.lines ?? [], [batches.data])
  const chosen = useMemo(
    () => (search.status === undefined ? lines : lines.filter(({ status }) => status === search.status)),
    [lines, search.status],
  )
  const places = useMemo(() => new Map(lines.map(({ child }, index) => [child, index + 1])), [lines])
  const scale = useMemo(
    () =>
      makeDurationScale(lines.filter(({ endedAt }) => endedAt !== null).map((line) => durationOf(line, 0))),
    [lines],
  )
  const slowest = useMemo(() => slowestOf(chosen, SLOWEST, now), [chosen, now])
  const median = useMemo(() => medianDuration(lines, now), [lines, now])
  const setOpen = useCallback(
    (batch: string | undefined) =>
      void navigate({
        search: (before) => ({ ...before, batch }),
        replace: batch === undefined,
        resetScroll: false,
      }),
    [navigate],
  )

  const error = batches.error ?? view.error
  if (batches.data === undefined && error !== null)
    return <ErrorState error={error} onAgain={() => void Promise.all([view.refetch(), batches.refetch()])} />
  if (batches.data === undefined || view.data === undefined) return <BatchesSkeleton />

  const mapRun = isRunOver ? undefined : view.data.mapRun?.batches
  // The list and the counts are of two moments: what one has as started is not pending any more.
  const notStarted = Math.max(0, Math.min(mapRun?.pending ?? 0, (mapRun?.total ?? 0) - lines.length))
  const isEmpty = lines.length === 0 && notStarted === 0 && (batches.data.isWhole || isRunOver)
  const counts = { ...countByStatus(lines), PENDING: notStarted }
  const pending =
    search.status === undefined || search.status === "PENDING" ? Math.min(notStarted, MOST_PENDING) : 0
  const total = view.data.mapRun?.batches.total ?? lines.length
  const panel = search.batch !== undefined && (
    <BatchPanel
      run={run}
      child={search.batch}
      place={places.get(search.batch)}
      now={now}
      onClose={() => setOpen(undefined)}
    />
  )
  if (isEmpty)
    return (
      <>
        <EmptyState title={t("none.title")}>
          <p>{isRunOver ? t("none.overEmpty") : t("none.hint")}</p>
          <Link className="button" to="/runs/$run" params={{ run }}>
            {t("none.action")}
          </Link>
        </EmptyState>
        {panel}
      </>
    )

  return (
    <div className="batches">
      <div className="batches-head">
        <BatchCounts counts={counts} troubled={troubled.size} chosen={search.status} />
        <nav className="choice" aria-label={t("views")}>
          {(["grid", "table"] as const).map((name) => (
            <ChoiceLink
              key={name}
              from="/runs/$run/batches"
              search={(before) => ({ ...before, view: name === "table" ? name : undefined })}
              isCurrent={(search.view ?? "grid") === name}
              resetScroll={false}
            >
              {t(name)}
            </ChoiceLink>
          ))}
        </nav>
      </div>
      {chosen.length === 0 && pending === 0 ? (
        <EmptyState title={t("noneInState.title")}>
          <Link className="button" from="/runs/$run/batches" search={({ status: _, ...rest }) => rest}>
            {t("noneInState.action")}
          </Link>
        </EmptyState>
      ) : (
        <div className="batches-views">
          <section className="panel" aria-label={t("title")}>
            {search.view === "table" ? (
              <BatchTable lines={chosen} sort={search.sort ?? "start"} now={now} open={search.batch} />
            ) : (
              <BatchGrid
                lines={chosen}
                pending={pending}
                places={places}
                troubled={troubled}
                scale={scale}
                now={now}
                open={search.batch}
                onOpen={setOpen}
              />
            )}
            <p className="grid-foot soft">
              <span>{t("gridHint")}</span>
              <ShadeScale from={`≤ ${format.duration(scale.low)}`} to={`≥ ${format.duration(scale.high)}`} />
              {notStarted > pending && pending > 0 && (
                <span>{t("more", { shown: format.count(notStarted - pending) })}</span>
              )}
              {!batches.data.isWhole && (
                <span aria-live="polite">
                  {t("loading", { loaded: format.count(lines.length), total: format.count(total) })}
                </span>
              )}
            </p>
          </section>
          <section className="panel" aria-labelledby="timeline-title">
            <h2 id="timeline-title">{t("timeline")}</h2>
            <BatchTimeline
              lines={chosen}
              slowest={slowest}
              places={places}
              mostLanes={isRunOver ? undefined : Math.min(view.data.mapRun?.maxConcurrency ?? total, total)}
              now={now}
              onOpen={setOpen}
            />
            <h3>{t("slowest")}</h3>
            <SlowestBatches slowest={slowest} places={places} median={median} now={now} />
          </section>
        </div>
      )}
      {panel}
    </div>
  )
}

function BatchesSkeleton() {
  return (
    <div className="batches" aria-hidden="true">
      <Skeleton height="36px" />
      <div className="batches-views">
        <Skeleton height="600px" />
        <Skeleton height="600px" />
      </div>
    </div>
  )
}
