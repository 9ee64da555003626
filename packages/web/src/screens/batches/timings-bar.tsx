import type { BatchView } from "@mapfold/core/status/batch-view"
import { useTranslation } from "react-i18next"
import { TimeBar } from "../../parts/time-bar.tsx"
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
      <TimeBar
        totalMs={totalMs}
        parts={parts.map(({ part, ms }) => ({ part, ms, figure: format.duration(ms) }))}
      />
    </section>
  )
}
