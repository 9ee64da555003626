import { useQuery } from "@tanstack/react-query"
import { getRouteApi, Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { runsQuery, siteQuery } from "../../api/queries.ts"
import { useTitle } from "../../app/use-title.ts"
import { ChoiceLink } from "../../parts/choice-link.tsx"
import { EmptyState, ErrorState, Skeleton } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { useRunColumns } from "./run-columns.tsx"
import { RunStrip } from "./run-strip.tsx"
import { RUN_STATUSES } from "./search.ts"
import "./runs.css"

const route = getRouteApi("/")

/** All runs, the latest first, under a strip of the last ones. */
export function RunsScreen() {
  const { t } = useTranslation("runs")
  useTitle(t("title"))
  return (
    <>
      <div className="screen-head">
        <h1>{t("title")}</h1>
        <Link to="/new" className="button main">
          {t("start")}
        </Link>
      </div>
      <RunStrip />
      <RunList />
    </>
  )
}

function StatusFilter() {
  const { t } = useTranslation(["runs", "parts"])
  const { status } = route.useSearch()
  return (
    <nav className="filter" aria-label={t("runs:filter")}>
      <span className="choice">
        <ChoiceLink to="/" search={{}} isCurrent={status === undefined}>
          {t("runs:all")}
        </ChoiceLink>
        {RUN_STATUSES.map((name) => (
          <ChoiceLink key={name} to="/" search={{ status: name }} isCurrent={status === name}>
            {t(`parts:status.${name}`)}
          </ChoiceLink>
        ))}
      </span>
    </nav>
  )
}

function RunList() {
  const { t } = useTranslation("runs")
  const search = route.useSearch()
  const { data, error, refetch, isPlaceholderData } = useQuery(runsQuery(search))
  const { data: site } = useQuery(siteQuery)
  const columns = useRunColumns({ hasCost: site?.engine !== "local" })

  if (data === undefined)
    return (
      <>
        <StatusFilter />
        {error === null ? <Skeleton height="640px" /> : <ErrorState error={error} onAgain={refetch} />}
      </>
    )
  const isFiltered = search.status !== undefined || search.after !== undefined
  if (data.runs.length === 0)
    return isFiltered ? (
      <>
        <StatusFilter />
        <EmptyState title={t("none.title")}>
          <Link to="/">{t("none.action")}</Link>
        </EmptyState>
      </>
    ) : (
      <FirstVisit />
    )
  return (
    <div aria-busy={isPlaceholderData}>
      <StatusFilter />
      <Table caption={t("list")} columns={columns} rows={data.runs} rowKey={({ run }) => run} />
      <nav className="pager" aria-label={t("pages")}>
        {search.after !== undefined && (
          <Link className="button" to="/" search={{ status: search.status }}>
            {t("newest")}
          </Link>
        )}
        {data.next !== null && (
          <Link className="button" to="/" search={{ ...search, after: data.next }}>
            {t("older")}
          </Link>
        )}
      </nav>
    </div>
  )
}

function FirstVisit() {
  const { t } = useTranslation("runs")
  return (
    <EmptyState title={t("empty.title")}>
      <p>{t("empty.hint")}</p>
      <code className="mono">npx mapfold start</code>
      <Link to="/new" className="button main">
        {t("start")}
      </Link>
    </EmptyState>
  )
}
