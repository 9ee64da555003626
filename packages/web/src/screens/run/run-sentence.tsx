import type { RunView } from "@mapfold/core/status/run-view"
import { Fragment } from "react"
import { Trans, useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"
import { type Clause, clausesOf, openingOf } from "./sentence.ts"

const BOLD = { b: <b /> }

/** "11,940 of 12,311 files, 2.1M rows/s, 4s left, $0.012": the run in one sentence. */
export function RunSentence({ run }: { readonly run: RunView }) {
  const { t } = useTranslation("run")
  const clauses = clausesOf(run)
  return (
    <div className="sentence-place">
      <p className="sentence figures">
        <OpeningText run={run} />
        {clauses.map((clause) => (
          <Fragment key={clause}>
            <span>, </span>
            <ClauseText clause={clause} run={run} />
          </Fragment>
        ))}
      </p>
      <p className="soft small">
        {run.progress.isEstimated && run.progress.rows !== null && t("sentence.estimated")}
      </p>
    </div>
  )
}

function OpeningText({ run }: { readonly run: RunView }) {
  const { t } = useTranslation("run")
  const format = useFormat()
  const { listed, done } = run.progress.objects
  const values = {
    done: format.count(done),
    listed: format.count(listed),
    duration: format.duration(run.durationMs),
  }
  return (
    <span className="clause">
      <Trans t={t} i18nKey={`sentence.${openingOf(run)}`} count={listed} components={BOLD} values={values} />
    </span>
  )
}

const NO_COUNTS = { rowsPerSecond: 0, bytesPerSecond: 0, left: 0, cost: 0 }

/** The number that a short one is read as: 2.1 million take the plural that whole millions take. */
function countOfShort(value: number): number {
  return value < SHORT_MILLION ? value : 1_000_000
}

/** What three digits round up to a million. */
const SHORT_MILLION = 999_500

function ClauseText({ clause, run }: { readonly clause: Clause; readonly run: RunView }) {
  const { t } = useTranslation("run")
  const { counts, ...values } = useClauseValues(run)
  return (
    <span className={clause === "failedFiles" ? "clause bad" : "clause"}>
      <Trans t={t} i18nKey={`sentence.${clause}`} count={counts[clause]} values={values} components={BOLD} />
    </span>
  )
}

/** All that a clause may name. */
function useClauseValues({ progress, cost }: RunView) {
  const format = useFormat()
  const { objects, rows, rowsPerSecond, bytesPerSecond, secondsLeft } = progress
  return {
    counts: { ...NO_COUNTS, failedFiles: objects.failed, rows: rows === null ? 0 : countOfShort(rows) },
    number: format.count(objects.failed),
    rows: format.short(rows),
    rowRate: format.short(rowsPerSecond),
    byteRate: format.bytes(bytesPerSecond),
    left: format.duration(secondsLeft === null ? null : secondsLeft * 1_000),
    cost: format.money(cost),
  }
}
