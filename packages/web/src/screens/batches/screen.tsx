import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { useCallback } from "react"
import { useTranslation } from "react-i18next"
import { ChoiceLink } from "../../parts/choice-link.tsx"
import { EmptyState, ErrorState, Skeleton } from "../../parts/states.tsx"
import { BatchCounts } from "./batch-counts.tsx"
import { BatchPanel } from "./batch-panel.tsx"
import { BatchTimeline } from "./batch-timeline.tsx"
import "./batches.css"
import { BatchesPanel } from "./batches-panel.tsx"
import type { BatchesSearch } from "./search.ts"
import { SlowestBatches } from "./slowest-batches.tsx"
import { type Batches, useBatches } from "./use-batches.ts"

export function BatchesScreen() {
  const { run } = useParams({ from: "/runs/$run/batches" })
  const search = useSearch({ from: "/runs/$run/batches" })
  const { batches, error, tryAgain } = useBatches(run, search.status)
  const setOpen = useOpen()
  if (batches === undefined)
    return error === null ? <BatchesSkeleton /> : <ErrorState error={error} onAgain={tryAgain} />
  const { lines, counts, isWhole, isRunOver } = batches
  const isEmpty = lines.length === 0 && counts.PENDING === 0 && (isWhole || isRunOver)
  return (
    <>
      {isEmpty ? (
        <NoBatches run={run} isRunOver={isRunOver} />
      ) : (
        <BatchesViews batches={batches} search={search} onOpen={setOpen} />
      )}
      {search.batch !== undefined && (
        <BatchPanel
          run={run}
          child={search.batch}
          place={batches.places.get(search.batch)}
          now={batches.now}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}

/** Opens a batch by its address; closing it leaves none to go back to. */
function useOpen(): (child: string | undefined) => void {
  const navigate = useNavigate({ from: "/runs/$run/batches" })
  return useCallback(
    (batch) => {
      const search = (before: BatchesSearch) => ({ ...before, batch })
      void navigate({ search, replace: batch === undefined, resetScroll: false })
    },
    [navigate],
  )
}

type BatchesViewsProps = {
  readonly batches: Batches
  readonly search: BatchesSearch
  readonly onOpen: (child: string) => void
}

function BatchesViews({ batches, search, onOpen }: BatchesViewsProps) {
  const { t } = useTranslation("batches")
  const { chosen, slowest, places, now } = batches
  return (
    <div className="batches">
      <div className="batches-head">
        <BatchCounts
          counts={batches.counts}
          total={batches.total}
          troubled={batches.troubled.size}
          chosen={search.status}
        />
        <ViewChoice chosen={search.view ?? "grid"} />
      </div>
      {chosen.length === 0 && batches.pending === 0 ? (
        <EmptyState title={t("noneInState.title")}>
          <Link className="button" from="/runs/$run/batches" search={({ status: _, ...rest }) => rest}>
            {t("noneInState.action")}
          </Link>
        </EmptyState>
      ) : (
        <div className="batches-views">
          <BatchesPanel batches={batches} search={search} onOpen={onOpen} />
          <section className="panel" aria-labelledby="timeline-title">
            <h2 id="timeline-title">{t("timeline")}</h2>
            <BatchTimeline
              lines={chosen}
              slowest={slowest}
              places={places}
              mostLanes={batches.mostLanes}
              now={now}
              onOpen={onOpen}
            />
            <h3>{t("slowest")}</h3>
            <SlowestBatches slowest={slowest} places={places} median={batches.median} now={now} />
          </section>
        </div>
      )}
    </div>
  )
}

function ViewChoice({ chosen }: { readonly chosen: "grid" | "table" }) {
  const { t } = useTranslation("batches")
  return (
    <nav className="choice" aria-label={t("views")}>
      {(["grid", "table"] as const).map((name) => (
        <ChoiceLink
          key={name}
          from="/runs/$run/batches"
          search={(before) => ({ ...before, view: name === "table" ? name : undefined })}
          isCurrent={chosen === name}
          resetScroll={false}
        >
          {t(name)}
        </ChoiceLink>
      ))}
    </nav>
  )
}

function NoBatches({ run, isRunOver }: { readonly run: string; readonly isRunOver: boolean }) {
  const { t } = useTranslation("batches")
  return (
    <EmptyState title={t("none.title")}>
      <p>{isRunOver ? t("none.overEmpty") : t("none.hint")}</p>
      <Link className="button" to="/runs/$run" params={{ run }}>
        {t("none.action")}
      </Link>
    </EmptyState>
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
