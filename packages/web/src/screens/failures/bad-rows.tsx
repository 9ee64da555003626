import { useInfiniteQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { BadLine } from "./bad-line.tsx"
import { rejectsQuery } from "./queries.ts"

type BadRowsProps = { readonly run: string; readonly object: string; readonly rule: string }

/** The rows of an object that broke a rule, a page at a time. */
export function BadRows({ run, object, rule }: BadRowsProps) {
  const { t } = useTranslation("failures")
  const query = useInfiniteQuery(rejectsQuery(run, object, rule))
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query
  return (
    <section aria-label={t("rows")}>
      <h3>{t("rows")}</h3>
      {data === undefined && error === null && <Skeleton height="84px" />}
      {data === undefined && error !== null && <ErrorState error={error} onAgain={() => void refetch()} />}
      <ul className="bad-rows">
        {data?.pages
          .flatMap(({ rejects }) => rejects)
          .map((reject) => (
            <li key={`${reject.line} ${reject.column} ${reject.value}`}>
              <BadLine reject={reject} />
            </li>
          ))}
      </ul>
      {hasNextPage && (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("moreRows")}
        </button>
      )}
    </section>
  )
}
