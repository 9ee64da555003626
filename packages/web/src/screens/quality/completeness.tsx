import type { Report } from "@mapfold/core/report/report"
import { Link, useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { useFormat } from "../../parts/use-format.ts"

/** One sentence: whether the result has all, what is missing from it, or why there is none. */
export function Completeness({ report }: { readonly report: Report }) {
  const { t } = useTranslation("quality")
  const format = useFormat()
  const { run } = useParams({ from: "/runs/$run/quality" })
  if (report.complete && report.error === null)
    return <p className="completeness is-whole">✓ {t("perfect")}</p>
  const failed = report.objects.failed
  const rejected = report.records.rejected
  return (
    <p className="completeness is-partial">
      <span>
        {report.error === null ? (
          t("partial", {
            objects: t("objects", { count: failed, shown: format.count(failed) }),
            records: t("records", { count: rejected, shown: format.count(rejected) }),
          })
        ) : (
          <>
            {t("noResult", { error: report.error.name })} <Raw text={report.error.message} isLong />
          </>
        )}
      </span>
      <Link to="/runs/$run/failures" params={{ run }}>
        {t("toFailures")}
      </Link>
    </p>
  )
}
