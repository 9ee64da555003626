import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { isOver, runQuery } from "../../api/queries.ts"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { useRunLog } from "../logs/use-run-log.ts"
import { LogLines } from "./log-lines.tsx"

/** Log lines that name an object, read when it is opened. */
export function ObjectLog({ run, object }: { readonly run: string; readonly object: string }) {
  const { t } = useTranslation("failures")
  const { data: view } = useQuery(runQuery(run))
  const isRunOver = view === undefined || isOver(view.status)
  const { data, error, tryAgain } = useRunLog({ run, search: { object }, isRunOver })
  const lines = data?.parts.flatMap((part) => part.lines)
  return (
    <div>
      <h3>{t("log")}</h3>
      {lines === undefined && error === null && <Skeleton height="72px" />}
      {lines === undefined && error !== null && <ErrorState error={error} onAgain={tryAgain} />}
      {lines?.length === 0 && <p className="soft">{t("logEmpty")}</p>}
      {lines !== undefined && lines.length > 0 && <LogLines lines={lines} label={t("log")} />}
      <p>
        <Link to="/runs/$run/logs" params={{ run }} search={{ object }}>
          {t("allLogs")}
        </Link>
      </p>
    </div>
  )
}
