import { useTranslation } from "react-i18next"
import "./time-bar.css"

export type TimePart = "queue" | "read" | "compute" | "write" | "other"

type TimeBarProps = {
  readonly totalMs: number
  readonly parts: readonly {
    readonly part: TimePart
    /** Milliseconds; null where that is not known. */
    readonly ms: number | null
    /** What is told of it below the bar. */
    readonly figure: string
  }[]
}

/** What time went into, as one bar and as figures below it. */
export function TimeBar({ totalMs, parts }: TimeBarProps) {
  const { t } = useTranslation("batches")
  return (
    <>
      <div className="timings" aria-hidden="true">
        {parts.map(({ part, ms }) =>
          ms === null || ms === 0 ? null : (
            <span
              key={part}
              className={`timing timing-${part}`}
              style={{ flexGrow: ms / Math.max(totalMs, 1) }}
            />
          ),
        )}
      </div>
      <dl className="timing-figures figures">
        {parts.map(({ part, figure }) => (
          <div key={part} title={t(`panel.partHints.${part}`)}>
            <dt>
              <span className={`timing-key timing-${part}`} aria-hidden="true" />
              {t(`panel.parts.${part}`)}
            </dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
