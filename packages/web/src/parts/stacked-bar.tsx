import { StatusSign } from "./status-badge.tsx"
import type { Tone } from "./tone.ts"
import { useFormat } from "./use-format.ts"

export type Segment = {
  readonly id: string
  readonly title: string
  readonly tone: Tone
  readonly count: number
}

type StackedBarProps = {
  /** The bar in words. */
  readonly label: string
  readonly segments: readonly Segment[]
  readonly total: number
}

/** Shares of a whole beside each other, each in the colour and pattern of its state; below, the counts they stand for. */
export function StackedBar({ label, segments, total }: StackedBarProps) {
  const format = useFormat()
  return (
    <>
      <div className="stacked" role="img" aria-label={label}>
        {segments.map(({ id, tone, count }) => (
          <span
            key={id}
            className={count === 0 ? "none" : `fill tone-${tone}`}
            // The smallest share is still seen: one failed object of 12,311 is what one looks for.
            style={{ flexGrow: count, flexBasis: count === 0 ? 0 : "3px" }}
          />
        ))}
      </div>
      <ul className="stacked-legend">
        {segments.map(({ id, title, tone, count }) => (
          <li key={id} className={count === 0 ? "is-zero" : ""}>
            <span className="row small">
              <StatusSign tone={tone} />
              {title}
            </span>
            <strong className="figures">{format.count(count)}</strong>
            <span className="soft small figures">{total === 0 ? "" : format.percent(count / total)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
