import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { LogLines } from "../failures/log-lines.tsx"
import { batchLogQuery } from "./queries.ts"

type BatchLogLinesProps = { readonly run: string; readonly child: string; readonly isOver: boolean }

/** The log of a batch, read when the batch is opened. */
export function BatchLogLines({ run, child, isOver }: BatchLogLinesProps) {
  const { t } = useTranslation("batches")
  const { data, error, refetch } = useQuery(batchLogQuery(run, child, isOver))
  return (
    <div>
      <h3>{t("panel.log")}</h3>
      {data === undefined && error === null && <Skeleton height="120px" />}
      {data === undefined && error !== null && <ErrorState error={error} onAgain={() => void refetch()} />}
      {data !== undefined && data.lines.length === 0 && <p className="soft">{t("panel.logEmpty")}</p>}
      {data !== undefined && data.lines.length > 0 && <LogLines lines={data.lines} label={t("panel.log")} />}
      {data?.isCut === true && <p className="soft">{t("panel.logCut")}</p>}
      <p>
        <Link to="/runs/$run/logs" params={{ run }} search={{ batch: child }}>
          {t("panel.allLogs")}
        </Link>
      </p>
    </div>
  )
}
