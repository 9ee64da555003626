import type { RunView } from "@mapfold/core/status/run-view"
import { Trans, useTranslation } from "react-i18next"
import { isOver } from "../../api/queries.ts"
import { TimeBar } from "../../parts/time-bar.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { timeSharesOf } from "./time-shares.ts"

/** What took the time: what the batches did with theirs, all together, the most of it in words. */
export function TimePanel({ run }: { readonly run: RunView }) {
  const { t } = useTranslation("run")
  return (
    <section className="panel time-panel" aria-labelledby="time-title">
      <h2 id="time-title">{t("time.title")}</h2>
      <TimeShares run={run} />
    </section>
  )
}

function TimeShares({ run: { status, report } }: { readonly run: RunView }) {
  const { t } = useTranslation(["run", "batches"])
  const format = useFormat()
  const times = report?.times ?? null
  const shares = times === null ? null : timeSharesOf(times)
  if (times === null || shares === null)
    return <p className="soft">{t(isOver(status) ? "run:time.unknown" : "run:time.later")}</p>
  const parts = shares.parts.map(({ part, ms, share }) => ({
    ...{ part, ms },
    figure: `${format.percent(Math.round(share * 100) / 100)} · ${format.duration(ms)}`,
  }))
  return (
    <>
      <p className="time-words figures">
        <Trans
          t={t}
          i18nKey={`run:time.mostly.${shares.most.part}`}
          values={{ share: format.percent(Math.round(shares.most.share * 100) / 100) }}
          components={BOLD}
        />{" "}
        <span className="soft">
          {t("run:time.sum", {
            count: times.batches,
            number: format.count(times.batches),
            sum: format.duration(shares.totalMs),
          })}
        </span>
      </p>
      <TimeBar totalMs={shares.totalMs} parts={parts} />
    </>
  )
}

const BOLD = { b: <b /> }
