import type { Cause, FailedObject } from "@mapfold/core/status/failure-view"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { ObjectDetail } from "./object-detail.tsx"
import { failedObjectsQuery } from "./queries.ts"

type ObjectListProps = {
  readonly cause: Cause
  readonly open: string | undefined
  readonly isRunning: boolean
}

/** The objects of a cause; one of them is open and shows its rows. Where there is only one, it is. */
export function ObjectList({ cause, open, isRunning }: ObjectListProps) {
  const { t } = useTranslation("failures")
  const { run } = useParams({ from: "/runs/$run/failures" })
  const query = useInfiniteQuery(failedObjectsQuery(run, cause, isRunning))
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query
  if (data === undefined)
    return error === null ? (
      <Skeleton height="240px" />
    ) : (
      <ErrorState error={error} onAgain={() => void refetch()} />
    )
  const objects = data.pages.flatMap(({ objects }) => objects)
  const openKey = open ?? (objects.length === 1 ? objects[0]?.key : undefined)
  const isElsewhere = openKey !== undefined && objects.every(({ key }) => key !== openKey)
  return (
    <>
      {objects.length === 0 && !isElsewhere && <p className="soft">{t("noObjects")}</p>}
      <ul className="failed-objects">
        {isElsewhere && <FailedObjectItem object={unlisted(openKey, cause)} cause={cause} isOpen={true} />}
        {objects.map((object) => (
          <FailedObjectItem key={object.key} object={object} cause={cause} isOpen={object.key === openKey} />
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("more")}
        </button>
      )}
    </>
  )
}

/** An address may open an object that is not on the pages that are loaded. */
function unlisted(key: string, cause: Cause): FailedObject {
  return { key, error: cause.name, message: cause.example, child: null, rejects: 0 }
}

type FailedObjectItemProps = {
  readonly object: FailedObject
  readonly cause: Cause
  readonly isOpen: boolean
}

function FailedObjectItem({ object, cause, isOpen }: FailedObjectItemProps) {
  const { t } = useTranslation("failures")
  const format = useFormat()
  return (
    <li className={isOpen ? "failed-object is-open" : "failed-object"}>
      <Link
        from="/runs/$run/failures"
        search={{ kind: cause.kind, name: cause.name, object: isOpen ? undefined : object.key }}
        resetScroll={false}
        role="button"
        aria-expanded={isOpen}
        className="object-head"
      >
        <span aria-hidden="true" className="turner">
          {isOpen ? "▾" : "▸"}
        </span>
        <Raw text={object.key} isLong />
        {object.rejects > 0 && (
          <span className="figures object-rejects">
            {t("rejects", { count: object.rejects, shown: format.count(object.rejects) })}
          </span>
        )}
      </Link>
      {isOpen && <ObjectDetail object={object} cause={cause} />}
    </li>
  )
}
