import { useEffect, useRef } from "react"
import { useTranslation } from "react-i18next"
import { ChoiceLink } from "../../parts/choice-link.tsx"
import { useFormat } from "../../parts/use-format.ts"
import type { StatusCounts } from "./batch-index.ts"
import { type Cell, drawCell } from "./draw-cells.ts"
import { SHADES } from "./duration-shade.ts"
import { type Palette, usePalette } from "./palette.ts"
import { BATCH_STATUSES, type BatchesSearch } from "./search.ts"

type BatchCountsProps = {
  readonly counts: StatusCounts
  /** All that the run has: more than are counted, until the last page of them has been read. */
  readonly total: number
  /** Batches that succeeded, but not with all they had. */
  readonly troubled: number
  readonly chosen: BatchesSearch["status"]
}

/** How many batches are in each state, with the cell that stands for it; each one shows those alone. */
export function BatchCounts({ counts, total, troubled, chosen }: BatchCountsProps) {
  const { t } = useTranslation(["batches", "parts"])
  const format = useFormat()
  const palette = usePalette()
  const shown = BATCH_STATUSES.filter((status) => counts[status] > 0 || status === chosen)
  const counted = BATCH_STATUSES.reduce((sum, status) => sum + counts[status], 0)
  return (
    <nav className="batch-counts figures" aria-label={t("batches:counts")}>
      <ChoiceLink
        from="/runs/$run/batches"
        search={({ status: _, ...search }) => search}
        isCurrent={chosen === undefined}
        resetScroll={false}
      >
        <strong>{format.count(Math.max(total, counted))}</strong> {t("batches:all")}
      </ChoiceLink>
      {shown.map((status) => (
        <ChoiceLink
          key={status}
          from="/runs/$run/batches"
          search={(search) => ({ ...search, status })}
          isCurrent={chosen === status}
          resetScroll={false}
        >
          <CellSample cell={{ status, shade: SHADES - 2, isTroubled: false }} palette={palette} />
          <strong>{format.count(counts[status])}</strong> {t(`parts:status.${status}`)}
        </ChoiceLink>
      ))}
      {troubled > 0 && (
        <span className="troubled-count">
          <CellSample cell={{ status: "SUCCEEDED", shade: 1, isTroubled: true }} palette={palette} />
          {t("batches:troubledCount", { count: troubled, shown: format.count(troubled) })}
        </span>
      )}
    </nav>
  )
}

/** What the shades of the grid mean. */
export function ShadeScale({ from, to }: { readonly from: string; readonly to: string }) {
  const { t } = useTranslation("batches")
  const palette = usePalette()
  return (
    <span className="shades figures">
      <span>{from}</span>
      {Array.from({ length: SHADES }, (_, shade) => shade).map((shade) => (
        <CellSample key={shade} cell={{ status: "SUCCEEDED", shade, isTroubled: false }} palette={palette} />
      ))}
      <span>{to}</span>
      <span className="unseen">{t("shades")}</span>
    </span>
  )
}

const SAMPLE = 14

function CellSample({
  cell: { status, shade, isTroubled },
  palette,
}: {
  readonly cell: Cell
  readonly palette: Palette
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext("2d")
    if (context == null) return
    const ratio = 2
    context.canvas.width = context.canvas.height = SAMPLE * ratio
    context.scale(ratio, ratio)
    drawCell(context, { status, shade, isTroubled }, SAMPLE, palette)
  }, [status, shade, isTroubled, palette])
  return (
    <span className="sample" aria-hidden="true">
      <canvas ref={canvas} width={SAMPLE} height={SAMPLE} />
    </span>
  )
}
