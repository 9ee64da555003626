import type { JobView } from "@mapfold/core/status/site-view"
import { useQuery } from "@tanstack/react-query"
import { getRouteApi } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { jobsQuery } from "../../api/queries.ts"
import { useTitle } from "../../app/use-title.ts"
import { EmptyState, ErrorState, Skeleton } from "../../parts/states.tsx"
import { type Draft, readDraft, toRequest } from "./draft.ts"
import { PlanPanel } from "./plan-panel.tsx"
import { RequestForm } from "./request-form.tsx"
import "./new-run.css"

const route = getRouteApi("/new")

/** A form made of the params that a job says it takes, and the plan of the run that they come to. */
export function NewRunScreen() {
  const { t } = useTranslation("newRun")
  const { data: jobs, error, refetch } = useQuery(jobsQuery)
  useTitle(t("title"))
  return (
    <>
      <div className="screen-head">
        <h1>{t("title")}</h1>
      </div>
      {jobs === undefined ? (
        error === null ? (
          <Skeleton height="420px" />
        ) : (
          <ErrorState error={error} onAgain={refetch} />
        )
      ) : jobs.length === 0 ? (
        <EmptyState title={t("noJobs.title")}>
          <p>{t("noJobs.hint")}</p>
        </EmptyState>
      ) : (
        <NewRun jobs={jobs} />
      )}
    </>
  )
}

function NewRun({ jobs }: { readonly jobs: readonly JobView[] }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const address = `${search.job ?? ""} ${search.request ?? ""}`
  const [shown, setShown] = useState(address)
  const [draft, setDraft] = useState<Draft>(() => readDraft(jobs, search.job, search.request))
  const outcome = toRequest(jobs, draft)
  const request = "request" in outcome ? JSON.stringify(outcome.request) : null
  if (address !== shown) {
    setShown(address)
    // Another address was gone to; the form's own leaves it as it is.
    if (search.request !== request) setDraft(readDraft(jobs, search.job, search.request))
  }
  const planned = plannedRequest(jobs, search.job, search.request)
  return (
    <div className="new-run">
      <RequestForm
        jobs={jobs}
        draft={draft}
        onChange={setDraft}
        onPlan={() => {
          if (request !== null) void navigate({ search: { request }, replace: true, resetScroll: false })
        }}
      />
      <PlanPanel request={planned} isChanged={planned !== request} />
    </div>
  )
}

/** The request that the address asks the plan of, as the form would write it; null where it asks none. */
function plannedRequest(
  jobs: readonly JobView[],
  job: string | undefined,
  request: string | undefined,
): string | null {
  if (request === undefined) return null
  const outcome = toRequest(jobs, readDraft(jobs, job, request))
  return "request" in outcome ? JSON.stringify(outcome.request) : null
}
