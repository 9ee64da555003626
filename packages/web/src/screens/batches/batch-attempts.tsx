import type { AttemptView } from "@mapfold/core/status/batch-view"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { useFormat } from "../../parts/use-format.ts"

/** The calls of Process that a batch took. */
export function BatchAttempts({ attempts }: { readonly attempts: readonly AttemptView[] }) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const columns: readonly Column<AttemptView>[] = [
    {
      id: "started",
      title: t("panel.attemptColumns.started"),
      cell: ({ startedAt }) => format.clock(startedAt),
    },
    {
      id: "objects",
      title: t("panel.attemptColumns.objects"),
      cell: ({ objects }) => format.count(objects),
      isNumber: true,
    },
    {
      id: "took",
      title: t("panel.attemptColumns.took"),
      cell: ({ durationMs }) => format.duration(durationMs),
      isNumber: true,
    },
    {
      id: "retries",
      title: t("panel.attemptColumns.retries"),
      cell: ({ retries }) => format.count(retries),
      isNumber: true,
    },
    {
      id: "request",
      title: t("panel.attemptColumns.request"),
      cell: ({ requestId }) => (requestId === null ? "–" : <Raw text={requestId} />),
      isMinor: true,
    },
  ]
  return (
    <div>
      <h3>{t("panel.attempts")}</h3>
      {attempts.length === 0 ? (
        <p className="soft">{t("panel.noAttempts")}</p>
      ) : (
        <Table
          caption={t("panel.attempts")}
          columns={columns}
          rows={attempts}
          rowKey={({ startedAt, batch }) => `${startedAt} ${batch}`}
        />
      )}
    </div>
  )
}
