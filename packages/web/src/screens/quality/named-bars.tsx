import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { useFormat } from "../../parts/use-format.ts"
import type { NamedChange } from "./changes.ts"

type NamedBarsProps = {
  readonly bars: readonly NamedChange[]
  /** What a full bar is; the largest of them where it is not given. */
  readonly whole?: number
  /** What stands around a name, such as a link. */
  name?(name: string, shown: ReactNode): ReactNode
}

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
              {whole === undefined ? "" : format.percent(bar.now / full)}
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
