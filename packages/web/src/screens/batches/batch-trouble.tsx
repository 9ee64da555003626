import type { BatchView } from "@mapfold/core/status/batch-view"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { BadLine } from "../failures/bad-line.tsx"

/** What went wrong in a batch: as a whole, with objects of it, with records of them; each leads to the failures. */
export function BatchTrouble({ run, batch }: { readonly run: string; readonly batch: BatchView }) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const { error, failures, rejects } = batch
  const shown = { failures: format.count(failures.length), rejects: format.count(rejects.total) }
  return (
    <>
      {error !== null && (
        <section className="trouble" aria-label={t("panel.error")}>
          <h3>{t("panel.error")}</h3>
          <p>
            <strong>
              <Raw text={error.name} />
            </strong>{" "}
            <Raw text={error.message} isLong />
          </p>
        </section>
      )}
      {failures.length > 0 && (
        <section className="trouble">
          <h3>{t("panel.failures", { count: failures.length, shown: shown.failures })}</h3>
          <ul>
            {failures.map(({ key, error, message }) => (
              <li key={key}>
                <Link
                  to="/runs/$run/failures"
                  params={{ run }}
                  search={{ kind: "object", name: error, object: key }}
                  aria-label={`${t("panel.toFailures")}: ${key}`}
                >
                  <Raw text={key} isLong />
                </Link>
                <p>
                  <Raw text={message} isLong />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {rejects.total > 0 && (
        <section className="trouble">
          <h3>{t("panel.rejects", { count: rejects.total, shown: shown.rejects })}</h3>
          <ul>
            {rejects.examples.map((reject) => (
              <li key={`${reject.line} ${reject.key}`}>
                <Link
                  to="/runs/$run/failures"
                  params={{ run }}
                  search={{ kind: "record", name: reject.rule, object: reject.key }}
                  aria-label={`${t("panel.toFailures")}: ${reject.key}`}
                >
                  <Raw text={reject.key} isLong />
                </Link>
                <BadLine reject={reject} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
