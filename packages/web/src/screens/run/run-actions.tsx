import type { RunView } from "@mapfold/core/status/run-view"
import { Link, useSearch } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { visibleText } from "../../parts/visible-text.ts"
import { ConfirmAction } from "./confirm-action.tsx"
import { mainActionOf } from "./main-action.ts"
import { requestText } from "./request-text.ts"
import { QUESTIONS, readRunSearch } from "./search.ts"

/** What may be done with the run now as buttons, what is most likely wanted first, and why the rest may not. */
export function RunActions({ run }: { readonly run: RunView }) {
  const { t } = useTranslation("run")
  const { confirm } = readRunSearch(useSearch({ strict: false }))
  const main = mainActionOf(run)
  const possible = QUESTIONS.filter((question) => run.actions[question] === null).sort(
    (left, right) => Number(right === main) - Number(left === main),
  )
  const impossible = QUESTIONS.filter((question) => run.actions[question] !== null)
  const classOf = (action: string) => (action === main ? "button main" : "button")
  return (
    <section className="actions" aria-label={t("actions.title")}>
      <div className="row row-end">
        {possible.map((question) => (
          <Link
            key={question}
            className={classOf(question)}
            to="/runs/$run"
            params={{ run: run.run }}
            search={{ confirm: question }}
            resetScroll={false}
          >
            {t(`actions.${question}`)}
          </Link>
        ))}
        <Link
          className={classOf("again")}
          title={t("actions.againHint")}
          to="/new"
          search={{ request: requestText(run.request) }}
        >
          {t("actions.again")}
        </Link>
      </div>
      {impossible.length > 0 && (
        <details className="small">
          <summary className="soft">{t("actions.notNow")}</summary>
          <ul>
            {impossible.map((question) => (
              <li key={question}>
                {t("actions.because", {
                  action: t(`actions.${question}`),
                  reason: visibleText(run.actions[question] ?? ""),
                })}
              </li>
            ))}
          </ul>
        </details>
      )}
      {confirm !== undefined && run.actions[confirm] === null && (
        <ConfirmAction run={run} question={confirm} />
      )}
    </section>
  )
}
