import type { Cause } from "@mapfold/core/status/failure-view"
import { useTranslation } from "react-i18next"
import { ChoiceLink } from "../../parts/choice-link.tsx"
import { Raw } from "../../parts/raw.tsx"
import { useFormat } from "../../parts/use-format.ts"

type CauseListProps = { readonly causes: readonly Cause[]; readonly open: Cause | undefined }

/** What went wrong, each cause once, with how much of it there is. */
export function CauseList({ causes, open }: CauseListProps) {
  const { t } = useTranslation("failures")
  const format = useFormat()
  return (
    <nav className="causes" aria-label={t("causes")}>
      {causes.map((cause) => (
        <ChoiceLink
          key={`${cause.kind} ${cause.name}`}
          from="/runs/$run/failures"
          search={{ kind: cause.kind, name: cause.name }}
          resetScroll={false}
          isCurrent={cause === open}
          className={`cause cause-${cause.kind}`}
        >
          <span className="cause-count figures">{format.short(cause.count, 4)}</span>
          <span className="cause-kind">{t(`kinds.${cause.kind}`, { count: cause.count })}</span>
          <strong>
            <Raw text={cause.name} />
          </strong>
          <span className="cause-example">
            <Raw text={cause.example} isLong />
          </span>
          {cause.kind === "record" && cause.objects !== null && (
            <span className="soft figures">
              {t("inObjects", { count: cause.objects, shown: format.count(cause.objects) })}
            </span>
          )}
        </ChoiceLink>
      ))}
    </nav>
  )
}
