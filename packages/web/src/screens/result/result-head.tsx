import type { ResultView } from "@mapfold/core/status/result-view"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"

/** What the result is of; stamped large where something is missing from it; its files. */
export function ResultHead({ result }: { readonly result: ResultView }) {
  const { t } = useTranslation("result")
  const format = useFormat()
  const { run, title, complete, missing, files } = result
  return (
    <div className="result-head">
      <div>
        <h2 className="result-title">{title}</h2>
        {!complete && (
          <div className="partial-stamp">
            <strong>{t("partial")}</strong>
            <p className="figures">
              {t("partialWhy", {
                objects: t("objects", { count: missing.objects, shown: format.count(missing.objects) }),
                records: t("records", { count: missing.records, shown: format.count(missing.records) }),
              })}{" "}
              <Link to="/runs/$run/failures" params={{ run }}>
                {t("toFailures")}
              </Link>
            </p>
          </div>
        )}
      </div>
      <nav className="row" aria-label={t("files")}>
        {files
          .filter(({ name }) => name === "result.json" || name === "result.csv")
          .map(({ name, bytes }) => (
            <a
              key={name}
              className="button"
              href={`/api/runs/${encodeURIComponent(run)}/files/${name}`}
              download
            >
              <span aria-hidden="true">↓</span> {t("file", { name, bytes: format.bytes(bytes) })}
            </a>
          ))}
      </nav>
    </div>
  )
}
