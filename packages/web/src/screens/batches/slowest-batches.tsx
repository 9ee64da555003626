import type { BatchLine } from "@mapfold/core/status/batch-view"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { StatusSign } from "../../parts/status-badge.tsx"
import { toneOf } from "../../parts/tone.ts"
import { useFormat } from "../../parts/use-format.ts"
import { durationOf } from "./batch-index.ts"

type SlowestBatchesProps = {
  readonly slowest: readonly BatchLine[]
  /** The place of each batch by its start, 1 the first. */
  readonly places: ReadonlyMap<string, number>
  /** Milliseconds, of all batches. */
  readonly median: number
  readonly now: number
}

/** The slowest batches by name, each with how much longer it took than most. */
export function SlowestBatches({ slowest, places, median, now }: SlowestBatchesProps) {
  const { t } = useTranslation(["batches", "parts"])
  const format = useFormat()
  const longest = slowest[0] === undefined ? 1 : Math.max(1, durationOf(slowest[0], now))
  return (
    <ol className="slowest figures">
      {slowest.map((line) => {
        const duration = durationOf(line, now)
        const tone = toneOf(line.status)
        return (
          <li key={line.child} className={`tone-${tone}`}>
            <StatusSign tone={tone} />
            <Link
              from="/runs/$run/batches"
              search={(search) => ({ ...search, batch: line.child })}
              title={line.child}
            >
              {t("batches:nth", { place: format.count(places.get(line.child) ?? 0) })}
            </Link>
            <span className="unseen">{t(`parts:status.${line.status}`)}</span>
            <span className="slow-bar" aria-hidden="true">
              <span style={{ width: `${(duration / longest) * 100}%` }} />
            </span>
            <strong>{format.duration(duration)}</strong>
            <span className="soft slow-times">
              {median > 0 && t("batches:times", { times: format.short(duration / median, 2) })}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
