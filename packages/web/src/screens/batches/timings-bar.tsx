import type { BatchView } from "@mapfold/core/status/batch-view"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"
import { timingsOf } from "./batch-timings.ts"

type TimingsBarProps = { readonly batch: BatchView; readonly durationMs: number }

/** Queue, read, compute and write as one bar, and as figures below it. */
export function TimingsBar({ batch, durationMs }: TimingsBarProps) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const { totalMs, parts } = timingsOf(batch, durationMs)
  return (
    <section aria-label={t("panel.time")}>
      <h3>{t("panel.time")}</h3>
      <div className="timings" aria-hidden="true">
        {parts.map(({ part, ms }) =>
          ms === null || ms === 0 ? null : (
            <span
              key={part}
              className={`timing timing-${part}`}
              style={{ flexGrow: ms / Math.max(totalMs, 1) }}
            />
          ),
        )}
      </div>
      <dl className="timing-figures figures">
        {parts.map(({ part, ms }) => (
          <div key={part} title={t(`panel.partHints.${part}`)}>
            <dt>
              <span className={`timing-key timing-${part}`} aria-hidden="true" />
              {t(`panel.parts.${part}`)}
            </dt>
            <dd>{format.duration(ms)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
