import { useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"
import { drawnShares, type Sum } from "./sums.ts"

/** A sum of the report as two bars of one width: the whole, and below it what it is made of. */
export function SumPicture({ sum }: { readonly sum: Sum }) {
  const { t } = useTranslation("quality")
  const format = useFormat()
  const shares = drawnShares(sum.parts.map(({ count }) => count))
  const isSound = sum.difference === 0
  const parts = sum.parts.map(({ name, count }) => `${format.count(count)} ${t(`parts.${name}`)}`)
  const label = t("sumLabel", {
    total: format.count(sum.total),
    name: t(`totals.${sum.name}`),
    parts: parts.join(" + "),
  })
  return (
    <div className="sum figures">
      <h3>{t(`sumNames.${sum.name}`)}</h3>
      <p className="sum-words">
        <strong>{format.count(sum.total)}</strong> <span>{t(`totals.${sum.name}`)}</span>
        <span aria-hidden="true" className="sum-sign">
          {isSound ? "=" : "≠"}
        </span>
        {sum.parts.map(({ name, count }, index) => (
          <span key={name} className="sum-part">
            {index > 0 && <span className="sum-sign">+ </span>}
            <span className={`sum-key part-${name}`} aria-hidden="true" />
            <strong>{format.count(count)}</strong> {t(`parts.${name}`)}
          </span>
        ))}
      </p>
      <div className="sum-bars" role="img" aria-label={label}>
        <span className="sum-whole" />
        <span className="sum-made">
          {sum.parts.map(({ name }, index) =>
            (shares[index] ?? 0) === 0 ? null : (
              <span key={name} className={`part-${name}`} style={{ flexGrow: shares[index] }} />
            ),
          )}
        </span>
      </div>
      <p className={isSound ? "sum-sound" : "sum-unsound"}>
        {isSound ? `✓ ${t("addsUp")}` : `✕ ${t("differs", { difference: format.count(sum.difference) })}`}
      </p>
    </div>
  )
}
