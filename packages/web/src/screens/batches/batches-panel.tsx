import { useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"
import { ShadeScale } from "./batch-counts.tsx"
import { BatchGrid } from "./batch-grid.tsx"
import { BatchTable } from "./batch-table.tsx"
import type { BatchesSearch } from "./search.ts"
import type { Batches } from "./use-batches.ts"

type BatchesPanelProps = {
  readonly batches: Batches
  readonly search: BatchesSearch
  readonly onOpen: (child: string) => void
}

/** The batches as a grid or as a table, and what the grid's shades mean. */
export function BatchesPanel({ batches, search, onOpen }: BatchesPanelProps) {
  const { t } = useTranslation("batches")
  const { chosen, now } = batches
  return (
    <section className="panel" aria-label={t("title")}>
      {search.view === "table" ? (
        <BatchTable
          lines={chosen}
          troubled={batches.troubled}
          sort={search.sort ?? "start"}
          now={now}
          open={search.batch}
        />
      ) : (
        <BatchGrid
          lines={chosen}
          pending={batches.pending}
          places={batches.places}
          troubled={batches.troubled}
          scale={batches.scale}
          now={now}
          open={search.batch}
          onOpen={onOpen}
        />
      )}
      <BatchesFoot batches={batches} isGrid={search.view !== "table"} />
    </section>
  )
}

function BatchesFoot({
  batches: { lines, counts, pending, total, scale, isWhole },
  isGrid,
}: {
  readonly batches: Batches
  readonly isGrid: boolean
}) {
  const { t } = useTranslation("batches")
  const format = useFormat()
  const notDrawn = counts.PENDING - pending
  return (
    <p className="grid-foot soft">
      {isGrid && (
        <>
          <span>{t("gridHint")}</span>
          <ShadeScale from={`≤ ${format.duration(scale.low)}`} to={`≥ ${format.duration(scale.high)}`} />
        </>
      )}
      {notDrawn > 0 && pending > 0 && <span>{t("more", { shown: format.count(notDrawn) })}</span>}
      {!isWhole && (
        <span aria-live="polite">
          {t("loading", { loaded: format.count(lines.length), total: format.count(total) })}
        </span>
      )}
    </p>
  )
}
