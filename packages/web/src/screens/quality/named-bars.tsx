import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { Format } from "../../parts/format.ts"
import { Raw } from "../../parts/raw.tsx"
import { useFormat } from "../../parts/use-format.ts"
import type { NamedChange } from "./changes.ts"

/** One in a million is not none. */
function shareOf(share: number, format: Format): string {
  return share > 0 && share < LEAST_SHARE ? `< ${format.percent(LEAST_SHARE)}` : format.percent(share)
}

type NamedBarsProps = {
  readonly bars: readonly NamedChange[]
  /** What a full bar is; the largest of them where it is not given. */
  readonly whole?: number
  /** What stands around a name, such as a link. */
  name?(name: string, shown: ReactNode): ReactNode
}

/** The smallest share that two decimals of a percent tell from none. */
const LEAST_SHARE = 0.0001

/** Counts by name as bars, each beside what it was in the run before. */
export function NamedBars({ bars, whole, name }: NamedBarsProps) {
  const { t } = useTranslation("quality")
  const format = useFormat()
  const full = Math.max(1, whole ?? Math.max(...bars.map(({ now }) => now)))
  return (
    <ul className="named-bars figures">
      {bars.map((bar) => {
        const shown = <Raw text={bar.name} />
        return (
          <li key={bar.name}>
            <span className="bar-name">{name === undefined ? shown : name(bar.name, shown)}</span>
            <strong>{format.count(bar.now)}</strong>
            <span className="bar-share soft">
              {whole === undefined ? "" : shareOf(bar.now / full, format)}
            </span>
            <span className="bar-track" aria-hidden="true">
              <span
                style={{
                  width: `${Math.min(100, Math.max(bar.now === 0 ? 0 : 0.6, (bar.now / full) * 100))}%`,
                }}
              />
            </span>
            <span className="bar-before soft">
              {bar.before !== null &&
                bar.before !== bar.now &&
                t("before", { before: format.count(bar.before) })}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
