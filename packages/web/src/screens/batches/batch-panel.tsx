import type { BatchView } from "@mapfold/core/status/batch-view"
import { useQuery } from "@tanstack/react-query"
import { type ReactNode, useEffect, useEffectEvent, useId, useRef } from "react"
import { useTranslation } from "react-i18next"
import { CopyButton } from "../../parts/copy-button.tsx"
import { Raw } from "../../parts/raw.tsx"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { StatusBadge } from "../../parts/status-badge.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { BatchAttempts } from "./batch-attempts.tsx"
import { BatchFiles } from "./batch-files.tsx"
import { durationOf, hasEnded } from "./batch-index.ts"
import { BatchLogLines } from "./batch-log-lines.tsx"
import { BatchTrouble } from "./batch-trouble.tsx"
import { batchQuery } from "./queries.ts"
import { TimingsBar } from "./timings-bar.tsx"

type BatchPanelProps = {
  readonly run: string
  readonly child: string
  /** By its start, 1 the first; unknown while the batches are being loaded. */
  readonly place: number | undefined
  readonly now: number
  readonly onClose: () => void
}

/** All that is known of a batch, beside the grid; the focus comes to it, and goes back where it was when it is closed. */
export function BatchPanel({ run, child, place, now, onClose }: BatchPanelProps) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const titleId = useId()
  const title = useFocusedTitle(child)
  const close = useEffectEvent(onClose)
  const { data, error, refetch } = useQuery(batchQuery(run, child))

  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (key === "Escape" && document.querySelector("dialog[open]") === null) close()
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [])

  return (
    <aside className="batch-panel" aria-labelledby={titleId}>
      <header>
        <h2 id={titleId} ref={title} tabIndex={-1}>
          {place === undefined ? t("panel.title") : t("nth", { place: format.count(place) })}
        </h2>
        <button type="button" onClick={onClose}>
          {t("panel.close")}
        </button>
      </header>
      {error !== null && data === undefined && <ErrorState error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <PanelSkeleton />}
      {data !== undefined && <PanelContent run={run} batch={data} now={now} />}
    </aside>
  )
}

function PanelContent({
  run,
  batch,
  now,
}: {
  readonly run: string
  readonly batch: BatchView
  readonly now: number
}) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const duration = durationOf(batch, now)
  return (
    <>
      <p className="batch-name">
        <Raw text={batch.child} isLong /> <CopyButton text={batch.child} label={t("panel.copyName")} />
      </p>
      <dl className="facts figures">
        <Fact name={t("columns.status")}>
          <StatusBadge status={batch.status} />
        </Fact>
        <Fact name={t("panel.took")}>{format.duration(duration)}</Fact>
        <Fact name={t("panel.objects")}>{format.count(batch.items)}</Fact>
        <Fact name={t("panel.started")}>{format.clock(batch.startedAt)}</Fact>
        {batch.redrives > 0 && <Fact name={t("panel.redrives")}>{format.count(batch.redrives)}</Fact>}
      </dl>
      <BatchTrouble run={run} batch={batch} />
      <TimingsBar batch={batch} durationMs={duration} />
      <BatchAttempts attempts={batch.attempts} />
      <BatchFiles files={batch.files} total={batch.items} failures={batch.failures} status={batch.status} />
      <BatchLogLines run={run} child={batch.child} isOver={hasEnded(batch.status)} />
    </>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function PanelSkeleton() {
  return (
    <>
      <Skeleton height="48px" />
      <Skeleton height="96px" />
      <Skeleton height="180px" />
    </>
  )
}

/** Focuses the title of what has been opened, and what had the focus before when it is closed. */
function useFocusedTitle(child: string) {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const before = document.activeElement
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another batch in the same panel is another thing to read
  useEffect(() => title.current?.focus({ preventScroll: true }), [child])
  return title
}
